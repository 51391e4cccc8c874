using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through a residual sum.</summary>
internal static class SumRules
{
    public static void Lower(SumOperator add, AssignedRule rule, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(add.Output);
        if (rule.Rule is "gradient")
        {
            lowering.Comment($"{add.Module}, gradient: every branch gets {RelevanceForms.Text(r.Of)}, so that the ledger gains what arrived for each but one.");
            lowering.Account(lowering.Sink(add.Name + "Copy", "Dropped", add.Module, -1), 1 - add.Parts.Count, r.Values, r.Of);
            foreach (Tensor branch in add.Parts)
            {
                lowering.Share(branch, r.Values, r.Of);
            }

            return;
        }

        if (rule.Rule is not ("norm" or "epsilon"))
        {
            throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {add.Module}.");
        }

        TextArgument sink = lowering.Sink(add.Name + "Epsilon", "Epsilon", add.Module, -1);
        lowering.Comment($"{add.Module}, {rule.Rule}: every branch gets its share, a / d(Σ) · R; {RelevanceForms.Text(r.Of)} → {Forms(add, lowering)}.");
        lowering.Account(sink, 1, r.Values, r.Of);
        foreach (Tensor branch in add.Parts)
        {
            bool gradient = lowering.FactorOf(branch) is not null;
            lowering.Into(branch, gradient ? branch : null, destination =>
            {
                lowering.Shares(add.Name, r, add.Output, gradient ? null : branch, rule.Parameters, destination);
                lowering.Account(sink, -1, destination, gradient ? branch : null);
            });
        }
    }

    private static string Forms(SumOperator add, RelevanceLowering lowering)
        => string.Join(", ", add.Inputs.Select(lowering.FactorOf).Select(RelevanceForms.Text).Distinct());
}
