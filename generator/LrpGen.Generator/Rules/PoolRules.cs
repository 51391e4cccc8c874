using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through pooling.</summary>
internal static class PoolRules
{
    /// <summary>Whether only inputs that equal the maximum get relevance: what is over the maximum is over them as well.</summary>
    public static bool IsShare(AssignedRule rule) => rule.Rule is "winner" or "tie_split";

    public static void Lower(PoolOperator pool, AssignedRule rule, RelevanceLowering lowering)
    {
        if (!pool.IsMax)
        {
            // Average pooling is linear in its input: the rules of products hold.
            ProductRules.Lower(AsProduct(pool, pool.Group), "w." + pool.Group.Name, rule, lowering);
            return;
        }

        switch (rule.Rule)
        {
            case "winner" or "tie_split":
                Share(pool, rule, lowering);
                break;
            case "epsilon":
                Epsilon(pool, rule, lowering);
                break;
            case "proportional":
                ProductRules.Lower(AsProduct(pool, pool.Group), $"w.{pool.Group.Name}.Sums", rule, lowering);
                break;
            default:
                throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {pool.Module}.");
        }
    }

    private static ProductOperator AsProduct(PoolOperator pool, WeightGroup group)
        => new(pool.Name, pool.Module, pool.Section, pool.Kind, "Pooling", pool.Input, pool.Output, group, null);

    private static void Share(PoolOperator pool, AssignedRule rule, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(pool.Output);
        string takers = rule.Rule == "tie_split" ? "the largest values of every window share its relevance" : "the winner of every window takes its relevance";
        lowering.Comment($"{pool.Module}, {rule.Rule}: {takers}; {RelevanceForms.Text(r.Of)} → {RelevanceForms.Text(lowering.FactorOf(pool.Input))}.");
        lowering.Into(pool.Input, r.Of is null ? null : pool.Input, destination => lowering.Step(
            rule.Rule == "tie_split" ? "Pooling.MaxTieSplitAdjoint" : "Pooling.MaxWinnerAdjoint",
            Argument.Read(r.Values),
            lowering.Forward(pool.Input),
            Argument.Weight(pool.Group.Name, ".Shape"),
            destination,
            Argument.Workers));
    }

    // A maximum is its winner times 1: LRP-ε gives the winner y · R / d(y).
    private static void Epsilon(PoolOperator pool, AssignedRule rule, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(pool.Output);
        bool gradient = lowering.FactorOf(pool.Input) is not null;
        BufferSlice share = lowering.Temporary(pool.Name + "Share", r.Values, perTarget: true);
        TextArgument sink = lowering.Sink(pool, "Epsilon", "Epsilon");
        lowering.Comment($"{pool.Module}, epsilon: the winner of every window takes y · R / d(y); {RelevanceForms.Text(r.Of)} → {RelevanceForms.Text(lowering.FactorOf(pool.Input))}.");
        lowering.Account(sink, 1, r.Values, r.Of);
        lowering.Shares(pool.Name, r, pool.Output, gradient ? null : pool.Output, rule.Parameters, Argument.Write(share));
        lowering.Account(sink, -1, share, gradient ? pool.Output : null);
        lowering.Into(pool.Input, gradient ? pool.Input : null, destination => lowering.Step(
            "Pooling.MaxWinnerAdjoint", Argument.Read(share), lowering.Forward(pool.Input), Argument.Weight(pool.Group.Name, ".Shape"), destination, Argument.Workers));
    }
}
