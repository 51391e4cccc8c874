using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Rules;

/// <summary>How relevance passes attention.</summary>
internal enum AttentionRule
{
    /// <summary>AttnLRP (Achtibat et al. 2024): query and key a quarter each, value a half.</summary>
    AttnLrp,

    /// <summary>CP-LRP (Ali et al. 2022): the probabilities are constant, value takes all.</summary>
    CpLrp,

    /// <summary>The derivative.</summary>
    Gradient,
}

/// <summary>A rule for the dense layers whose checkpoint name fits a pattern.</summary>
/// <param name="Pattern">Name with <c>*</c> for any run of characters.</param>
/// <param name="Rule">Their rule.</param>
internal sealed record LayerRule(string Pattern, LinearRule Rule)
{
    /// <summary>Whether a name fits.</summary>
    public bool Fits(string name) => Fits(Pattern, 0, name, 0);

    private static bool Fits(string pattern, int p, string name, int n)
    {
        while (p < pattern.Length)
        {
            if (pattern[p] == '*')
            {
                for (int rest = n; rest <= name.Length; rest++)
                {
                    if (Fits(pattern, p + 1, name, rest))
                    {
                        return true;
                    }
                }

                return false;
            }

            if (n >= name.Length || pattern[p] != name[n])
            {
                return false;
            }

            p++;
            n++;
        }

        return n == name.Length;
    }
}

/// <summary>A backward pass: the rule of every operator. Several methods can read the same pass.</summary>
/// <param name="Identifier">Prefix of its methods in the generated code.</param>
internal abstract record Pass(string Identifier)
{
    /// <summary>Where relevance begins.</summary>
    public virtual Tensor StartIn(Graph graph) => graph.Logits;

    /// <summary>Lets the rule of an operator write its kernel calls.</summary>
    public abstract void Lower(Operator current, RelevanceLowering lowering);

    /// <summary>The rule of an operator, as tables print it.</summary>
    public abstract string Describe(Operator current);
}

/// <summary>A pass through a transformer encoder, in gradient form.</summary>
/// <param name="Identifier">Prefix of its methods in the generated code.</param>
/// <param name="Attention">Rule of attention; the derivative everywhere when it is <see cref="AttentionRule.Gradient"/>.</param>
/// <param name="Default">Rule of dense layers.</param>
/// <param name="Layers">Exceptions; a later one wins.</param>
internal sealed record EncoderPass(string Identifier, AttentionRule Attention, LinearRule Default, EquatableArray<LayerRule> Layers)
    : Pass(Identifier)
{
    /// <summary>Whether norms and activations are differentiated through as well.</summary>
    public bool IsGradient => Attention == AttentionRule.Gradient;

    /// <summary>The rule of a dense layer.</summary>
    public LinearRule RuleFor(string module)
    {
        LinearRule rule = Default;
        foreach (LayerRule layer in Layers)
        {
            if (layer.Fits(module))
            {
                rule = layer.Rule;
            }
        }

        return rule;
    }

    /// <inheritdoc/>
    public override void Lower(Operator current, RelevanceLowering lowering) => RuleBook.Lower(current, this, lowering);

    /// <inheritdoc/>
    public override string Describe(Operator current) => RuleBook.Describe(current, this);

    /// <summary>Whether two passes do the same, whatever they are called.</summary>
    public bool DoesTheSameAs(EncoderPass other) => this with { Identifier = other.Identifier } == other;
}

/// <summary>A method that the user asked for.</summary>
/// <param name="Name">As the user wrote it.</param>
/// <param name="Identifier">Its name in the generated code.</param>
/// <param name="Reading">Member of the runtime's <c>MethodReading</c>.</param>
/// <param name="Pass">The pass that it reads.</param>
internal sealed record Method(string Name, string Identifier, string Reading, EncoderPass Pass);
