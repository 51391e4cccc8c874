using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>Max or average pooling.</summary>
/// <param name="Module">Name in the description.</param>
/// <param name="Title">What it is, for tables.</param>
/// <param name="IsMax">Whether the largest value wins.</param>
/// <param name="Group">The runtime object that holds its shape.</param>
internal sealed record PoolOperator(
    string Name, string Module, Section Section, string Title, bool IsMax, Tensor Input, Tensor Output, WeightGroup Group)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => Title;

    public override string Modules => Module;

    public override EquatableArray<WeightGroup> Weights => [Group];

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: {Title}.",
            IsMax ? "Pooling.MaxForward" : "Pooling.AverageForward",
            lowering.Read(Input),
            Argument.Weight(Group.Name, ".Shape"),
            lowering.Write(Output),
            Argument.Workers);
}
