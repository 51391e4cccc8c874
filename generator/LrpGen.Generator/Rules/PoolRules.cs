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

    public static void Lower(PoolOperator pool, AssignedRule rule, RelevanceLowering lowering)
    {
        if (!pool.IsMax)
        {
            // Average pooling is linear in its input: the rules of products hold.
            ProductOperator product = new(pool.Name, pool.Module, pool.Section, pool.Title, "Pooling", pool.Input, pool.Output, pool.Group, null);
            ProductRules.Lower(product, rule, lowering);
            return;
        }

        BufferSlice r = lowering.Take(pool.Output);
        string call = rule.Rule switch
        {
            _ when IsWinner(rule) => "Pooling.MaxWinnerAdjoint",
            "winner" or "gradient" => "Pooling.MaxWinnerAdjoint",
            "tie_split" => "Pooling.MaxTieSplitAdjoint",
            _ => throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {pool.Module}."),
        };
        lowering.Comment($"{pool.Module}, {rule.Rule}: the winner of every window takes its relevance.");
        lowering.Into(pool.Input, destination =>
            lowering.Step(call, Argument.Read(r), lowering.Forward(pool.Input), Argument.Weight(pool.Group.Name), destination, Argument.Workers));
    }
}
