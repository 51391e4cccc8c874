using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>One row of values a sample becomes rows of channels: the way back of a flatten.</summary>
internal sealed record ReshapeOperator(string Name, string Module, Section Section, Tensor Input, Tensor Output) : MoveOperator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "reshape";

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: the row of a sample becomes rows of channels.",
            "Layouts.FlattenAdjoint",
            lowering.Read(Input),
            Argument.Text(FormattableString.Invariant($"{Output.Positions}")),
            lowering.Write(Output));

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(Output);
        lowering.Comment($"{Module}: back into the row of the sample.");
        lowering.Into(Input, r.Of is null ? null : Input, destination => lowering.Step(
            "Layouts.Flatten", Argument.Read(r.Values), Argument.Text(FormattableString.Invariant($"{Output.Positions}")), destination));
    }
}
