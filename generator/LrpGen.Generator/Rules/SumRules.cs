using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through a sum.</summary>
internal static class SumRules
{
    public static void Lower(SumOperator add, AssignedRule rule, RelevanceLowering lowering)
    {
        switch (rule.Rule)
        {
            case "lrp0" or "derivative":
                BufferSlice g = lowering.TakeOver(add, add.Output);
                foreach (Tensor branch in add.Parts)
                {
                    lowering.Share(branch, g, branch);
                }

                break;
            case "gradient":
                Gradient(add, lowering);
                break;
            case "norm" or "epsilon":
                Epsilon(add, rule, lowering);
                break;
            default:
                throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {add.Module}.");
        }
    }

    private static void Gradient(SumOperator add, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(add.Output);
        lowering.Comment($"{add.Title}, gradient: every branch gets {RelevanceForms.Text(r.Of)}, so that the ledger gains what arrived for each but one.");
        lowering.Account(lowering.Sink(add, "Copy", "Dropped"), 1 - add.Parts.Count, r.Values, r.Of);
        foreach (Tensor branch in add.Parts)
        {
            lowering.Share(branch, r.Values, r.Of);
        }
    }

    private static void Epsilon(SumOperator add, AssignedRule rule, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(add.Output);
        TextArgument sink = lowering.Sink(add, "Epsilon", "Epsilon");
        lowering.Comment($"{add.Title}, {rule.Rule}: every branch gets its share, a / d(Σ) · R; {RelevanceForms.Text(r.Of)} → {Forms(add, lowering)}.");
        lowering.Account(sink, 1, r.Values, r.Of);
        foreach (Tensor branch in add.Parts)
        {
            lowering.ShareOfSum(add.Name, r, add.Output, branch, rule.Parameters, sink);
        }
    }

    private static string Forms(SumOperator add, RelevanceLowering lowering)
        => string.Join(", ", add.Inputs.Select(lowering.FactorOf).Select(RelevanceForms.Text).Distinct());
}
