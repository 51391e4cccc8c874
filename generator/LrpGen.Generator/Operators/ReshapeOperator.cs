using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>One row of values a sample becomes rows of channels: the way back of a flatten.</summary>
internal sealed record ReshapeOperator(string Name, string Module, Section Section, Tensor Input, Tensor Output) : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "reshape";

    public override string Modules => Module;

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: the row of a sample becomes rows of channels.",
            "Layouts.FlattenAdjoint",
            lowering.Read(Input),
            Argument.Text(FormattableString.Invariant($"{Output.Positions}")),
            lowering.Write(Output));
}
