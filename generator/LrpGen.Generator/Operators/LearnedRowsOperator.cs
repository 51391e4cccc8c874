using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Rows of weights before those of every sample: tokens of the class or of a teacher.</summary>
/// <param name="Group">The rows.</param>
internal sealed record LearnedRowsOperator(string Name, string Module, Section Section, Tensor Input, WeightGroup Group, Tensor Output)
    : MoveOperator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "learned rows";

    public override EquatableArray<WeightGroup> Weights => [Group];

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => false;

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Title}: learned rows before those of every sample.",
            "LearnedRows.Prepend",
            Argument.Weight(Group.Name, ".Values"),
            lowering.Read(Input),
            Positions,
            lowering.Write(Output));

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(Output);
        Tensor? of = r.Of is null ? null : Input;
        TextArgument sink = lowering.Sink(this, "Rows", "Dropped");
        lowering.Comment($"{Title}: the rows of a sample get their own; the ledger has what the learned rows got.");
        lowering.Account(sink, 1, r.Values, r.Of);
        lowering.Into(Input, of, destination =>
        {
            lowering.Step(
                "LearnedRows.PrependAdjoint", Argument.Read(r.Values), Argument.Text(FormattableString.Invariant($"{Output.Positions - Input.Positions}")), Positions, destination);
            lowering.Account(sink, -1, destination, of);
        });
    }

    private Argument Positions => Argument.Text(FormattableString.Invariant($"{Input.Positions}"));
}
