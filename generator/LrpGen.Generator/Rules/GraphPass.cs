using System.Globalization;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>The rule of a layer.</summary>
internal sealed record LayerAssignment(string Layer, AssignedRule Rule);

/// <summary>
/// A pass through a layer graph. Relevance is carried as R / x where that is exact and as R elsewhere, as flat, w² and box rules
/// need it (<see cref="RelevanceForms"/>). A layer with the rule <c>gradient</c> hands on Wᵀ R.
/// </summary>
/// <param name="Identifier">Prefix of its methods in the generated code.</param>
/// <param name="Rules">The rule of every layer.</param>
internal sealed record GraphPass(string Identifier, EquatableArray<LayerAssignment> Rules) : Pass(Identifier)
{
    /// <summary>Whether a rule of an operator can be expressed. The reader has refused those that make no sense.</summary>
    public static bool Compiles(string op, AssignedRule assigned) => Compiles(op, assigned.Rule)
        || (op.StartsWith("max_pool", StringComparison.Ordinal) && PoolRules.IsWinner(assigned));

    private static bool Compiles(string op, string rule) => op switch
    {
        "batch_norm" => rule == "folded",
        "add" => rule is "norm" or "epsilon" or "gradient",
        "flatten" or "concat" or "dropout" => true,
        _ when op.StartsWith("max_pool", StringComparison.Ordinal) => rule is "winner" or "tie_split" or "gradient",
        _ when op == "linear" || op.StartsWith("conv", StringComparison.Ordinal) || op.Contains("_pool")
            => rule is "epsilon" or "lrp0" or "norm" or "zplus" or "alpha_beta" or "gamma" or "zbox" or "w_square" or "flat" or "pass" or "gradient" or "captum_gamma" or "captum_alpha1_beta0",
        _ => rule is "pass" or "gradient" or "relu_guided_backprop" or "relu_deconvnet" or "relu_beta_smooth",
    };

    /// <summary>The rule of a layer.</summary>
    public AssignedRule RuleOf(string layer) => Rules.First(r => r.Layer == layer).Rule;

    /// <inheritdoc/>
    public override void Lower(Operator current, RelevanceLowering lowering)
    {
        switch (current)
        {
            case ProductOperator product:
                ProductRules.Lower(product, RuleOf(product.Module), lowering);
                break;
            case PoolOperator pool:
                PoolRules.Lower(pool, RuleOf(pool.Module), lowering);
                break;
            case ActivationOperator activation:
                ElementRules.Lower(activation, RuleOf(activation.Module), lowering);
                break;
            case AddOperator add:
                SumRules.Lower(add, RuleOf(add.Module), lowering);
                break;
            case FlattenOperator flatten:
                LayoutRules.Lower(flatten, lowering);
                break;
            case ConcatOperator concat:
                LayoutRules.Lower(concat, lowering);
                break;
            case InputOperator input:
                lowering.Comment("What arrived at the input.");
                lowering.Step("run.WriteRelevance", Argument.Read(lowering.Take(input.Output)));
                break;
            default:
                throw new InvalidOperationException($"No rule is known for {current.GetType().Name}.");
        }
    }

    /// <inheritdoc/>
    public override string Describe(Operator current)
        => current.Modules.Length > 0 && Rules.Any(r => r.Layer == current.Modules) ? Text(RuleOf(current.Modules)) : "handed on";

    private static string Text(AssignedRule rule)
    {
        RuleParameters p = rule.Parameters;
        string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);
        return rule.Rule switch
        {
            "gamma" or "captum_gamma" => $"{rule.Rule}({Number(p.Gamma)})",
            "alpha_beta" => $"alpha_beta({Number(p.Alpha)},{Number(p.Beta)})",
            "zbox" => $"zbox({string.Join(" ", p.Low.Select(Number))}, {string.Join(" ", p.High.Select(Number))})",
            "epsilon" => $"epsilon({Number(p.Stabiliser?.Epsilon ?? 0)})",
            _ => rule.Rule,
        };
    }
}
