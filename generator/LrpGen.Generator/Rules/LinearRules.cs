using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through dense layers: the formulas of docs/architecture.md as kernel calls.</summary>
internal static class LinearRules
{
    /// <summary>Stabiliser of γ and αβ, which divide by sums that can vanish (zennit's default).</summary>
    private const string Stabiliser = "1e-06f";

    public static void Lower(LinearOperator linear, EncoderPass pass, RelevanceLowering lowering)
    {
        List<(LinearPart Part, int Index)> reached = [.. linear.Parts.Select((p, i) => (p, i)).Where(p => lowering.Has(p.p.Output))];
        List<LinearRule> rules = [.. reached.Select(p => pass.RuleFor(p.Part.Module))];
        List<BufferSlice> slices = [.. reached.Select(p => lowering.Take(p.Part.Output))];
        bool inOneProduct = reached.Count == linear.Parts.Count
            && rules.All(r => r == rules[0])
            && slices.All(s => s.Buffer == slices[0].Buffer);
        if (inOneProduct)
        {
            BufferSlice z = lowering.Place(linear.Parts[0].Output);
            bool isAlone = linear.Parts.Count == 1;
            Product product = new(linear, [.. linear.Parts], string.Empty, linear.Name);
            Lower(product, isAlone ? slices[0] : slices[0].Buffer.Whole, isAlone ? z : z.Buffer.Whole, rules[0], pass, lowering);
            return;
        }

        for (int i = 0; i < reached.Count; i++)
        {
            LinearPart part = reached[i].Part;
            string weightPart = linear.Parts.Count > 1 ? $".Part({reached[i].Index})" : string.Empty;
            Product product = new(linear, [part], weightPart, linear.Section.Name + part.Name);
            Lower(product, slices[i], lowering.Place(part.Output), rules[i], pass, lowering);
        }
    }

    private static void Lower(Product product, BufferSlice g, BufferSlice z, LinearRule rule, EncoderPass pass, RelevanceLowering lowering)
    {
        switch (rule)
        {
            case EpsilonRule epsilon:
                LowerEpsilon(product, g, z, epsilon, lowering);
                break;
            case GammaRule gamma:
                LowerGamma(product, g, z, gamma, lowering);
                break;
            case AlphaBetaRule alphaBeta:
                LowerAlphaBeta(product, g, z, alphaBeta, lowering);
                break;
            default:
                lowering.Comment($"{product.Words}, {(pass.IsGradient ? "the derivative" : "LRP-0")}: g(x) = g · W.");
                Account(product, (part, bias) =>
                    lowering.Step("run.Ledger.Bias", Sink(lowering, "Bias", part, product), Part(g, part, product, lowering), bias, Argument.Starts));
                Adjoint(product, g, lowering);
                break;
        }
    }

    private static void LowerEpsilon(Product product, BufferSlice g, BufferSlice z, EpsilonRule rule, RelevanceLowering lowering)
    {
        BufferSlice s = lowering.Temporary(product.Name + "Damped", g, perTarget: true);
        lowering.Comment($"{product.Words}, LRP-ε: s = g ⊙ z / (z + sgn(z)·ε);  g(x) = s · W.");
        lowering.Step(
            "LinearRules.Epsilon",
            Argument.Read(g),
            Argument.Read(z),
            Argument.Text("epsilon: " + FloatText.Of((float)rule.Epsilon)),
            Argument.Write(s),
            Argument.Workers);
        Account(product, (part, bias) => lowering.Step(
            "run.Ledger.Epsilon",
            Sink(lowering, "Bias", part, product),
            Sink(lowering, "Epsilon", part, product),
            Part(g, part, product, lowering),
            Part(z, part, product, lowering),
            Part(s, part, product, lowering),
            bias,
            Argument.Starts));
        Adjoint(product, s, lowering);
    }

    private static void LowerGamma(Product product, BufferSlice g, BufferSlice z, GammaRule rule, RelevanceLowering lowering)
    {
        (BufferSlice m, BufferSlice s, BufferSlice t) = Split(
            product,
            g,
            z,
            lowering,
            $"{product.Words}, LRP-γ: m = |x| · |W|ᵀ + |b|;  s = g ⊙ z / (z + γ·½(z ± m)), ± the sign of z;  t = s ⊙ sgn(z).",
            "LinearRules.Gamma",
            Argument.Text("gamma: " + FloatText.Of((float)rule.Gamma)));
        Account(product, (part, bias) => lowering.Step(
            "run.Ledger.Gamma",
            Sink(lowering, "Bias", part, product),
            Sink(lowering, "Epsilon", part, product),
            Part(g, part, product, lowering),
            Part(z, part, product, lowering),
            Part(m, part, product, lowering),
            Part(s, part, product, lowering),
            Argument.Text("gamma: " + FloatText.Of((float)rule.Gamma)),
            bias,
            Argument.Starts));
        Join(
            "g(x) = (1 + γ/2) · s·W + γ/2 · sgn(x) ⊙ t·|W|.",
            product,
            s,
            t,
            FloatText.Of((float)(1 + (rule.Gamma / 2))),
            FloatText.Of((float)(rule.Gamma / 2)),
            lowering);
    }

    private static void LowerAlphaBeta(Product product, BufferSlice g, BufferSlice z, AlphaBetaRule rule, RelevanceLowering lowering)
    {
        string formula = rule.Beta == 0
            ? "z⁺: m = |x| · |W|ᵀ + |b|;  s = t = ½ g z/z⁺ with z⁺ = ½(z + m)."
            : "LRP-αβ: m = |x| · |W|ᵀ + |b|;  s, t = ½(α g z/z⁺ ∓ β g z/z⁻) with z⁺ = ½(z + m), z⁻ = ½(z − m).";
        (BufferSlice m, BufferSlice s, BufferSlice t) = Split(
            product,
            g,
            z,
            lowering,
            $"{product.Words}, {formula}",
            "LinearRules.AlphaBeta",
            Argument.Text("alpha: " + FloatText.Of((float)rule.Alpha)),
            Argument.Text("beta: " + FloatText.Of((float)rule.Beta)));
        Account(product, (part, bias) => lowering.Step(
            "run.Ledger.AlphaBeta",
            Sink(lowering, "Bias", part, product),
            Sink(lowering, "Epsilon", part, product),
            Part(g, part, product, lowering),
            Part(z, part, product, lowering),
            Part(m, part, product, lowering),
            Part(s, part, product, lowering),
            Part(t, part, product, lowering),
            bias,
            Argument.Starts));
        Join("g(x) = s·W + sgn(x) ⊙ t·|W|.", product, s, t, "1f", "1f", lowering);
    }

    private static (BufferSlice M, BufferSlice S, BufferSlice T) Split(
        Product product, BufferSlice g, BufferSlice z, RelevanceLowering lowering, string comment, string call, params Argument[] parameters)
    {
        BufferSlice m = lowering.Temporary(product.Name + "Magnitude", z, perTarget: false);
        BufferSlice s = lowering.Temporary(product.Name + "Share", g, perTarget: true);
        BufferSlice t = lowering.Temporary(product.Name + "SignedShare", g, perTarget: true);
        lowering.Comment(comment);
        lowering.Step("Linear.Magnitude", lowering.Forward(product.Linear.Input), product.Weights, Argument.Write(m), Argument.Workers);
        lowering.Step(
            call,
            [
                Argument.Read(g),
                Argument.Read(z),
                Argument.Read(m),
                .. parameters,
                Argument.Text("stabiliser: " + Stabiliser),
                Argument.Write(s),
                Argument.Write(t),
                Argument.Workers,
            ]);
        return (m, s, t);
    }

    private static void Join(
        string comment, Product product, BufferSlice s, BufferSlice t, string factor, string signedFactor, RelevanceLowering lowering)
    {
        BufferSlice input = lowering.Place(product.Linear.Input);
        BufferSlice u = lowering.Temporary(product.Name + "Product", input, perTarget: true);
        BufferSlice v = lowering.Temporary(product.Name + "MagnitudeProduct", input, perTarget: true);
        lowering.Comment(comment);
        lowering.Step("Linear.Adjoint", Argument.Read(s), product.Weights, Argument.Write(u), Flag(false), Argument.Workers);
        lowering.Step("Linear.AdjointMagnitude", Argument.Read(t), product.Weights, Argument.Write(v), Flag(false), Argument.Workers);
        (Argument destination, bool accumulate) = lowering.Deliver(product.Linear.Input);
        lowering.Step(
            "LinearRules.SignedSum",
            Argument.Read(u),
            Argument.Read(v),
            lowering.Forward(product.Linear.Input),
            Argument.Text(factor),
            Argument.Text(signedFactor),
            destination,
            Flag(accumulate),
            Argument.Workers);
    }

    private static void Adjoint(Product product, BufferSlice g, RelevanceLowering lowering)
    {
        (Argument destination, bool accumulate) = lowering.Deliver(product.Linear.Input);
        lowering.Step("Linear.Adjoint", Argument.Read(g), product.Weights, destination, Flag(accumulate), Argument.Workers);
    }

    // One ledger line a dense layer, also where several share a product.
    private static void Account(Product product, Action<LinearPart, Argument> account)
    {
        for (int i = 0; i < product.Parts.Length; i++)
        {
            string suffix = product.Parts.Length > 1 ? $".Part({i})" : product.WeightPart;
            account(product.Parts[i], Argument.Weight(product.Linear.Name, suffix + ".Bias"));
        }
    }

    private static TextArgument Sink(RelevanceLowering lowering, string kind, LinearPart part, Product product)
    {
        Section section = product.Linear.Section;
        return lowering.Sink(section.Name + part.Name + kind, kind, part.Module, section.Layer);
    }

    // The columns of one part in a buffer of all parts.
    private static Argument Part(BufferSlice slice, LinearPart part, Product product, RelevanceLowering lowering)
    {
        if (product.Parts.Length == 1)
        {
            return Argument.Read(slice);
        }

        // Layer00QueryKeyValueDamped holds Layer00QueryDamped, and so on.
        BufferSlice place = lowering.Place(part.Output);
        string name = product.Linear.Section.Name + part.Name + slice.Buffer.Name.Substring(product.Name.Length);
        return Argument.Read(slice with { Name = name, First = place.First, Columns = place.Columns });
    }

    private static Argument Flag(bool accumulate) => Argument.Text(accumulate ? "accumulate: true" : "accumulate: false");

    /// <summary>The dense layers that one product serves: all of an operator, or one of its parts.</summary>
    /// <param name="Linear">The operator.</param>
    /// <param name="Parts">The layers.</param>
    /// <param name="WeightPart">How the weights of the part are reached, where it is one of several.</param>
    /// <param name="Name">Prefix of the buffers that the rule needs.</param>
    private sealed record Product(LinearOperator Linear, LinearPart[] Parts, string WeightPart, string Name)
    {
        public Argument Weights => Argument.Weight(Linear.Name, WeightPart);

        public string Words => string.Join(", ", Parts.Select(p => Programs.Words.Of(p.Name)));
    }
}
