using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through pooling.</summary>
internal static class PoolRules
{
    /// <summary>
    /// LRP-ε on a maximum is R · z/(z + ε) at the winner: the winner itself where ε is below what a float adds to z (captum).
    /// </summary>
    public static bool IsWinner(AssignedRule rule) => rule.Rule == "epsilon" && rule.Parameters.Stabiliser is { Epsilon: <= 1e-8 };

    /// <summary>Whether only inputs that equal the maximum get relevance: what is over the maximum is over them as well.</summary>
    public static bool IsShare(AssignedRule rule) => rule.Rule is "winner" or "gradient" or "tie_split" || IsWinner(rule);

    public static void Lower(PoolOperator pool, AssignedRule rule, RelevanceLowering lowering)
    {
        if (!pool.IsMax)
        {
            // Average pooling is linear in its input: the rules of products hold.
            ProductOperator product = new(pool.Name, pool.Module, pool.Section, pool.Title, "Pooling", pool.Input, pool.Output, pool.Group, null);
            ProductRules.Lower(product, rule, lowering);
            return;
        }

        string call = rule.Rule switch
        {
            _ when IsWinner(rule) => "Pooling.MaxWinnerAdjoint",
            "winner" or "gradient" => "Pooling.MaxWinnerAdjoint",
            "tie_split" => "Pooling.MaxTieSplitAdjoint",
            _ => throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {pool.Module}."),
        };
        CarriedRelevance r = lowering.TakeOwn(pool.Output);
        string takers = rule.Rule == "tie_split" ? "the largest values of every window share its relevance" : "the winner of every window takes its relevance";
        lowering.Comment($"{pool.Module}, {rule.Rule}: {takers}; {RelevanceForms.Text(r.Of)} → {RelevanceForms.Text(lowering.FactorOf(pool.Input))}.");
        lowering.Into(pool.Input, r.Of is null ? null : pool.Input, destination =>
            lowering.Step(call, Argument.Read(r.Values), lowering.Forward(pool.Input), Argument.Weight(pool.Group.Name), destination, Argument.Workers));
    }
}
