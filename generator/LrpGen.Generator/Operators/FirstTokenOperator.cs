using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>The first row of every sequence: the token that the classifier reads.</summary>
internal sealed record FirstTokenOperator(string Name, string Module, Section Section, Tensor Input, Tensor Output) : MoveOperator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "first token";

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            "The classifier reads the first token of every sequence.",
            "RowSelection.First",
            lowering.Read(Input),
            Argument.Starts,
            lowering.Write(Output));

    public override bool WantsOwn(Tensor output, Pass pass) => true;

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(Output);
        lowering.Comment("Only the first token of every sequence was read: the others get nothing.");
        lowering.Into(Input, r.Of is null ? null : Input, destination => lowering.Step("RowSelection.FirstAdjoint", Argument.Read(r.Values), Argument.Starts, destination));
    }
}
