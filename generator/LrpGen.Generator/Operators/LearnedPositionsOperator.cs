using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>A row of weights added to each position of a sample.</summary>
/// <param name="Group">The rows.</param>
internal sealed record LearnedPositionsOperator(string Name, string Module, Section Section, Tensor Input, WeightGroup Group, Tensor Output)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "learned positions";

    public override EquatableArray<WeightGroup> Weights => [Group];

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Title} = {Spoken(Input)} + the row of its position.",
            "LearnedRows.AddPositions",
            lowering.Read(Input),
            Argument.Weight(Group.Name, ".Values"),
            Argument.Text(FormattableString.Invariant($"{Input.Positions}")),
            lowering.Write(Output),
            Argument.Workers);

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => pass.RuleOf(Module).Rule == "gradient" ? forms.FactorOf(Output) : input;

    public override bool WantsOwn(Tensor output, Pass pass) => pass.RuleOf(Module).Rule is "lrp0" or "derivative";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        AssignedRule rule = pass.RuleOf(Module);
        TextArgument sink = lowering.Sink(this, "Positions", "PositionEmbedding");
        switch (rule.Rule)
        {
            case "gradient":
                CarriedRelevance all = lowering.TakeCarried(Output);
                lowering.Share(Input, all.Values, all.Of);
                break;
            case "lrp0" or "derivative":
                BufferSlice g = lowering.TakeOver(this, Output);
                lowering.Comment($"{Title}, {rule.Rule}: the input gets x ⊙ g; the ledger has what the positions got.");
                lowering.Account(sink, 1, g, Output);
                lowering.Account(sink, -1, g, Input);
                lowering.Share(Input, g, Input);
                break;
            case "norm" or "epsilon":
                CarriedRelevance r = lowering.TakeCarried(Output);
                lowering.Comment($"{Title}, {rule.Rule}: the input gets its share, x / d(Σ) · R; the ledger has what the positions got.");
                lowering.Account(sink, 1, r.Values, r.Of);
                lowering.ShareOfSum(Name, r, Output, Input, rule.Parameters, sink);
                break;
            default:
                throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {Module}.");
        }
    }
}
