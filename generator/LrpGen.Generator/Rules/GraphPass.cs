using System.Globalization;
using LrpGen.Generator.Graphs;
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
/// <param name="Start">Where relevance begins: the network's output, or what is before its softmax.</param>
internal sealed record GraphPass(string Identifier, EquatableArray<LayerAssignment> Rules, Tensor Start) : Pass(Identifier)
{
    private readonly Dictionary<string, AssignedRule> rules = Rules.ToDictionary(r => r.Layer, r => r.Rule);

    /// <summary>The rule of a layer.</summary>
    public AssignedRule RuleOf(string layer) => rules[layer];

    /// <inheritdoc/>
    public bool Equals(GraphPass? other) => other is not null && Identifier == other.Identifier && Rules == other.Rules && Start == other.Start;

    /// <inheritdoc/>
    public override int GetHashCode() => Identifier.GetHashCode();

    /// <inheritdoc/>
    public override Tensor StartIn(Graph graph) => Start;

    /// <inheritdoc/>
    public override void Lower(Operator current, RelevanceLowering lowering)
    {
        switch (current)
        {
            case ProductOperator { Merged: { } merged } norm when RuleOf(norm.Module).Rule == "folded":
                ProductRules.Lower(merged, RuleOf(merged.Module), lowering);
                break;
            case ProductOperator product:
                ProductRules.Lower(product, RuleOf(product.Module), lowering);
                break;
            case PoolOperator pool:
                PoolRules.Lower(pool, RuleOf(pool.Module), lowering);
                break;
            case ActivationOperator activation:
                ElementRules.Lower(activation, RuleOf(activation.Module), lowering);
                break;
            case SumOperator sum:
                SumRules.Lower(sum, RuleOf(sum.Module), lowering);
                break;
            case MultiplyOperator multiply:
                MultiplyRules.Lower(multiply, RuleOf(multiply.Module), lowering);
                break;
            case LayerNormOperator norm:
                GraphNormRules.Lower(norm, RuleOf(norm.Module), lowering);
                break;
            case SoftmaxOperator softmax:
                SoftmaxRules.Lower(softmax, RuleOf(softmax.Module), lowering);
                break;
            case ViewOperator view:
                LayoutRules.Lower(view, lowering);
                break;
            case FlattenOperator flatten:
                LayoutRules.Lower(flatten, lowering);
                break;
            case ReshapeOperator reshape:
                LayoutRules.Lower(reshape, lowering);
                break;
            case SliceOperator slice:
                LayoutRules.Lower(slice, lowering);
                break;
            case PadOperator pad:
                LayoutRules.Lower(pad, lowering);
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
        => current.Modules.Length > 0 && rules.ContainsKey(current.Modules) ? Text(RuleOf(current.Modules)) : "handed on";

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
