using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>All values of a sample in one row, in PyTorch's order (channel, then position).</summary>
internal sealed record FlattenOperator(string Name, string Module, Section Section, Tensor Input, Tensor Output) : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "flatten";

    public override string Modules => Module;

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: all values of a sample in one row, channel by channel.",
            "Layouts.Flatten",
            lowering.Read(Input),
            Argument.Text(FormattableString.Invariant($"{Input.Positions}")),
            lowering.Write(Output));
}
