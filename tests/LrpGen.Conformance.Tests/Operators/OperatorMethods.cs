using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>A way to explain a case: the rules of its layers, and whether the target's output or 1 is shared out.</summary>
internal sealed record OperatorMethod(IReadOnlyDictionary<string, Rule> Rules, string Seed)
{
    /// <summary>The rules that matter, as text.</summary>
    public string Name => string.Join(", ", Rules.Where(r => r.Key is "op" or "norm").Select(r => r.Value.Text)) + (Seed == "one" ? "" : ", " + Seed);
}

/// <summary>Every rule that the catalogue allows for an operator, and what it takes: a bias left out, policies.</summary>
internal static class OperatorMethods
{
    // Large beside what float32 loses, and exact in it.
    private const double Epsilon = 0.25;

    // So large that z + ε is never near zero.
    private const double EpsilonWithoutSign = 64;

    /// <summary>One method a rule.</summary>
    public static IEnumerable<OperatorMethod> Of(OperatorCase one, Surroundings around)
        => around != Surroundings.Chain ? Of(one) : Of(one).Select(m => m with
        {
            Rules = new Dictionary<string, Rule>(m.Rules) { ["input"] = Rule("epsilon", one), ["head"] = Rule("epsilon", one) },
        });

    private static IEnumerable<OperatorMethod> Of(OperatorCase one)
    {
        foreach (Rule rule in RulesFor(one).SelectMany(rule => Variants(one, rule)))
        {
            if (one.HasNorm)
            {
                yield return Method(("op", rule), ("norm", new Rule("folded")));
            }
            else
            {
                yield return Method(("op", rule));
            }
        }

        // A batch norm that stands for itself, behind a layer that sees its own weights then.
        foreach (Rule rule in one.HasNorm ? RulesFor(one with { Op = "batch_norm", HasNorm = false }).Where(r => r.Name != "folded") : [])
        {
            yield return Method(("op", Rule("epsilon", one)), ("norm", rule));
            yield return Method(("op", DoublePrecision.Rule.Gradient), ("norm", rule));
        }

        if (one.IsOutput)
        {
            foreach (Rule rule in RulesFor(one))
            {
                yield return Method(("op", rule)) with { Seed = "logit" };
            }
        }
    }

    /// <summary>One method for every policy of every rule that divides.</summary>
    public static IEnumerable<OperatorMethod> PoliciesOf(OperatorCase one)
        => from info in RuleCatalog.All
           where info.Stabiliser is not null && info.Fits(LayerOps.Get(one.Op))
           from policy in Denominator.Policies
           select Method(("op", Rule(info.Name, one) with { Denominator = Stabilised(policy) }));

    /// <summary>The rules that fit the operator, in this case's shape.</summary>
    private static IEnumerable<Rule> RulesFor(OperatorCase one)
        => RuleCatalog.RulesFor(LayerOps.Get(one.Op))
            .Where(name => name != "folded" && (name != "pass" || !LayerOps.Get(one.Op).IsWeighted || one.KeepsShape))
            .Select(name => Rule(name, one));

    private static IEnumerable<Rule> Variants(OperatorCase one, Rule rule)
    {
        yield return rule;
        bool hasBias = LayerOps.Get(one.Op).Group is OpGroup.Linear or OpGroup.Convolution or OpGroup.Affine or OpGroup.Norm;
        if (RuleCatalog.Find(rule.Name)!.CanZeroBias && hasBias)
        {
            yield return rule with { ZeroBias = true };
        }
    }

    public static Rule Rule(string name, OperatorCase one) => new(name)
    {
        Gamma = 0.25,
        Alpha = 2,
        Beta = 1,
        BetaSmooth = 2,

        // The inputs lie between -2 and 2; every channel has its own bounds.
        Low = [.. Enumerable.Range(0, one.Shape[0]).Select(c => -2 - (c / 4.0))],
        High = [.. Enumerable.Range(0, one.Shape[0]).Select(c => 2 + (c / 2.0))],
        Denominator = Stabilised(name switch { "lrp0" => "none", "innvestigate_alpha_beta" => "zero_only", _ => "signed_add" }),
    };

    private static Denominator Stabilised(string policy)
        => new(policy, policy.Contains("unsigned", StringComparison.Ordinal) ? EpsilonWithoutSign : Epsilon);

    private static OperatorMethod Method(params (string Layer, Rule Rule)[] rules) => new(rules.ToDictionary(r => r.Layer, r => r.Rule), "one");
}
