using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Finds the rule of an operator in a pass through an encoder.</summary>
internal static class RuleBook
{
    /// <summary>Lets the operator's rule write its kernel calls.</summary>
    public static void Lower(Operator current, EncoderPass pass, RelevanceLowering lowering)
    {
        switch (current)
        {
            case LinearOperator linear:
                LinearRules.Lower(linear, pass, lowering);
                break;
            case AttentionOperator attention:
                AttentionRules.Lower(attention, pass, lowering);
                break;
            case LayerNormOperator norm:
                NormRules.Lower(norm, pass, lowering);
                break;
            case ActivationOperator activation:
                ActivationRules.Lower(activation, pass, lowering);
                break;
            case AddOperator add:
                ResidualRule.Lower(add, lowering);
                break;
            case FirstTokenOperator firstToken:
                SelectionRule.Lower(firstToken, lowering);
                break;
            case EmbeddingsOperator embeddings:
                EmbeddingsRule.Lower(embeddings, lowering);
                break;
            default:
                throw new InvalidOperationException($"No rule is known for {current.GetType().Name}.");
        }
    }

    /// <summary>The rule of an operator in a pass, as tables print it.</summary>
    public static string Describe(Operator current, EncoderPass pass) => current switch
    {
        LinearOperator linear => string.Join(", ", linear.Parts.Select(p => pass.RuleFor(p.Module).Text).Distinct()),
        AttentionOperator => pass.Attention switch
        {
            AttentionRule.AttnLrp => "q, k ×¼, v ×½",
            AttentionRule.CpLrp => "v only",
            _ => "derivative",
        },
        LayerNormOperator => pass.IsGradient ? "derivative" : "σ constant",
        ActivationOperator => pass.IsGradient ? "derivative" : "f(z)/z",
        EmbeddingsOperator => "e ⊙ g",
        _ => "adjoint",
    };
}
