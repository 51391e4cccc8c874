using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through a residual sum.</summary>
internal static class SumRules
{
    public static void Lower(AddOperator add, AssignedRule rule, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(add.Output);
        if (rule.Rule is "gradient")
        {
            lowering.Comment($"{add.Module}, gradient: both branches get {RelevanceForms.Text(r.Of)}, so that the ledger gains what arrived.");
            lowering.Account(lowering.Sink(add.Name + "Copy", "Dropped", add.Module, -1), -1, r.Values, r.Of);
            lowering.Share(add.A, r.Values, r.Of);
            lowering.Share(add.B, r.Values, r.Of);
            return;
        }

        if (rule.Rule is not ("norm" or "epsilon"))
        {
            throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {add.Module}.");
        }

        TextArgument sink = lowering.Sink(add.Name + "Epsilon", "Epsilon", add.Module, -1);
        lowering.Comment($"{add.Module}, {rule.Rule}: every branch gets its share, a / d(a + b) · R; {RelevanceForms.Text(r.Of)} → {Forms(add, lowering)}.");
        lowering.Account(sink, 1, r.Values, r.Of);
        foreach (Tensor branch in new[] { add.A, add.B })
        {
            bool gradient = lowering.FactorOf(branch) is not null;
            lowering.Into(branch, gradient ? branch : null, destination =>
            {
                lowering.Step(
                    "SumRule.Relevance",
                    Argument.Read(r.Values),
                    lowering.Forward(r.Of),
                    gradient ? Argument.Text("default") : lowering.Forward(branch),
                    lowering.Forward(add.Output),
                    ProductRules.Stabiliser(rule.Parameters),
                    Argument.Text(FormattableString.Invariant($"sampleRows: {add.Output.Positions}")),
                    destination,
                    Argument.Workers);
                lowering.Account(sink, -1, destination, gradient ? branch : null);
            });
        }
    }

    private static string Forms(AddOperator add, RelevanceLowering lowering)
        => string.Join(", ", add.Inputs.Select(lowering.FactorOf).Select(RelevanceForms.Text).Distinct());
}
