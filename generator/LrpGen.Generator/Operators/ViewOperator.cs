using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>
/// A layer that changes neither numbers nor their places, beside other layers that read what it reads: its values are those of
/// its input, its relevance is its own part of it.
/// </summary>
/// <param name="Kind">Its operator in the description.</param>
internal sealed record ViewOperator(string Name, string Module, Section Section, string Kind, Tensor Input, Tensor Output) : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind { get; } = Kind;

    public override string Modules => Module;

    public override void LowerForward(ForwardLowering lowering) => lowering.View(Input, Output);
}
