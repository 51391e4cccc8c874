using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>All values of a sample in one row, in PyTorch's order (channel, then position).</summary>
internal sealed record FlattenOperator(string Name, string Module, Section Section, Tensor Input, Tensor Output) : MoveOperator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "flatten";

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: all values of a sample in one row, channel by channel.",
            "Layouts.Flatten",
            lowering.Read(Input),
            Argument.Text(FormattableString.Invariant($"{Input.Positions}")),
            lowering.Write(Output));

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(Output);
        lowering.Comment($"{Module}: back into rows of channels.");
        lowering.Into(Input, r.Of is null ? null : Input, destination => lowering.Step(
            "Layouts.FlattenAdjoint", Argument.Read(r.Values), Argument.Text(FormattableString.Invariant($"{Input.Positions}")), destination));
    }
}
