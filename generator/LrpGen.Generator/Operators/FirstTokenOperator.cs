using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>The first row of every sequence: the token that the classifier reads.</summary>
internal sealed record FirstTokenOperator(string Name, Section Section, Tensor Input, Tensor Output) : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "first token";

    public override string Modules => string.Empty;

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            "The classifier reads the first token of every sequence.",
            "RowSelection.First",
            lowering.Read(Input),
            Argument.Starts,
            lowering.Write(Output));
}
