using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>Draws ways to explain a network: every rule that the catalogue allows for a layer, and composites.</summary>
internal static class MethodDrawer
{
    private static readonly double[] Epsilons = [1e-6, 1e-3, 0.25, 0.25];

    /// <summary>Methods of a network; those of composites that do not know one of its operators are left out.</summary>
    public static IEnumerable<RandomMethod> Draw(Random random, int[] input, RandomLayer[] layers, RandomValues values)
    {
        int count = random.Next(1, 4);
        for (int i = 0; i < count; i++)
        {
            RandomMethod method = random.Next(0, 3) == 0 && Composite(random, $"m{i}", layers) is { } composite
                ? composite
                : Rules(random, $"m{i}", input, layers, values);
            yield return random.Next(0, 4) > 0 ? method : method with { Conditions = Conditions(random, layers) };
        }
    }

    /// <summary>Whether a batch norm can become part of the layer before it, which it alone reads.</summary>
    public static bool CanFold(RandomLayer layer, RandomLayer[] layers)
        => layer.Op == "batch_norm"
            && layers.SingleOrDefault(l => l.Name == layer.Inputs[0]) is { } before
            && LayerOps.Get(before.Op).IsWeighted
            && layers.Count(l => l.Inputs.Contains(before.Name)) == 1;

    private static RandomMethod Rules(Random random, string name, int[] input, RandomLayer[] layers, RandomValues values)
    {
        Dictionary<string, Rule> rules = [];

        // In some methods nearly everything has one rule, as people write it; in others every layer has its own.
        string? common = random.Next(0, 2) == 0 ? null : RuleCatalog.All[random.Next(RuleCatalog.All.Length)].Name;
        bool folds = random.Next(0, 2) == 0;
        foreach (RandomLayer layer in layers)
        {
            LayerOp op = LayerOps.Get(layer.Op);
            if (op.Group == OpGroup.Structure)
            {
                continue;
            }

            int[] before = layers.SingleOrDefault(l => l.Name == layer.Inputs[0])?.Shape ?? input;
            string[] fitting = [.. RuleCatalog.RulesFor(op).Where(r => Fits(r, layer, op, before, layers))];
            string rule = folds && fitting.Contains("folded") ? "folded"
                : common is not null && fitting.Contains(common) && random.Next(0, 5) > 0 ? common
                : fitting[random.Next(fitting.Length)];
            rules.Add(layer.Name, Rule(random, rule, op, before, values));
        }

        return new RandomMethod(name, null, rules, random.Next(0, 5) switch { < 3 => "logit", 3 => "one", _ => "all-logits" });
    }

    private static bool Fits(string rule, RandomLayer layer, LayerOp op, int[] before, RandomLayer[] layers)
        => rule switch
        {
            "folded" => CanFold(layer, layers),
            "pass" => !op.IsWeighted || layer.Shape.SequenceEqual(before),
            _ => true,
        };

    private static Rule Rule(Random random, string name, LayerOp op, int[] before, RandomValues values)
    {
        bool hasBias = op.Group is OpGroup.Linear or OpGroup.Convolution or OpGroup.Affine or OpGroup.Norm;
        RuleInfo info = RuleCatalog.Find(name)!;
        int bounds = random.Next(0, 2) == 0 ? 1 : before[0];
        double scale = values.InputScale;
        return new Rule(name)
        {
            Gamma = random.Next(0, 2) == 0 ? 0.25 : random.Next(0, 2) == 0 ? 0 : 8,
            Alpha = name == "alpha_beta" || name == "innvestigate_alpha_beta" ? random.Next(1, 4) : 0,
            BetaSmooth = random.Next(1, 11),
            Low = [.. Enumerable.Range(0, bounds).Select(_ => -scale * random.Next(8, 17) / 4)],
            High = [.. Enumerable.Range(0, bounds).Select(_ => scale * random.Next(8, 17) / 4)],
            Denominator = info.Stabiliser is null ? new Denominator("none") : Denominator(random),
            ZeroBias = info.CanZeroBias && hasBias && random.Next(0, 4) == 0,
        } is var rule && rule.Alpha > 0 ? rule with { Beta = rule.Alpha - 1 } : rule;
    }

    private static Denominator Denominator(Random random)
    {
        string policy = random.Next(0, 2) == 0 ? "signed_add" : DoublePrecision.Denominator.Policies[random.Next(DoublePrecision.Denominator.Policies.Length)];

        // Without a sign, z + ε is away from zero where ε is large.
        return new Denominator(policy, policy.Contains("unsigned", StringComparison.Ordinal) ? 64 : Epsilons[random.Next(Epsilons.Length)]);
    }

    private static RandomMethod? Composite(Random random, string name, RandomLayer[] layers)
    {
        Composite composite = Composites.All[random.Next(Composites.All.Length)];
        string arguments = composite.Parameters.Contains("low") ? "(-2, 2.5)" : "";
        if (composite.Name.StartsWith("captum", StringComparison.Ordinal) && !layers.All(l => LayerOps.Get(l.Op).Group is OpGroup.Linear or OpGroup.Convolution or OpGroup.MaxPool or OpGroup.AveragePool or OpGroup.Sum or OpGroup.Structure or OpGroup.Softmax || l.Op is "relu" or "tanh" or "batch_norm" or "normalize"))
        {
            return null;
        }

        if (composite.Name.StartsWith("deep-taylor", StringComparison.Ordinal) && !layers.All(l => LayerOps.Get(l.Op).Group is OpGroup.Linear or OpGroup.Convolution or OpGroup.MaxPool or OpGroup.AveragePool or OpGroup.Resampling or OpGroup.Structure or OpGroup.Softmax || l.Op is "relu" or "normalize" || l.Op is "add" || CanFold(l, layers)))
        {
            return null;
        }

        return new RandomMethod(name, composite.Name + arguments, new Dictionary<string, Rule>(), null);
    }

    private static Dictionary<string, int[]> Conditions(Random random, RandomLayer[] layers)
    {
        Dictionary<string, int[]> conditions = [];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            RandomLayer layer = layers[random.Next(layers.Length)];
            conditions[layer.Name] = [.. Enumerable.Range(0, layer.Shape[0]).Where(_ => random.Next(0, 3) > 0)];
        }

        return conditions;
    }
}
