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
            Lower(
                linear,
                [.. linear.Parts],
                string.Empty,
                isAlone ? slices[0] : slices[0].Buffer.Whole,
                isAlone ? z : z.Buffer.Whole,
                rules[0],
                lowering);
            return;
        }

        for (int i = 0; i < reached.Count; i++)
        {
            string part = linear.Parts.Count > 1 ? $".Part({reached[i].Index})" : string.Empty;
            Lower(linear, [reached[i].Part], part, slices[i], lowering.Place(reached[i].Part.Output), rules[i], lowering);
        }
    }

    private static void Lower(
        LinearOperator linear, LinearPart[] parts, string weightPart, BufferSlice g, BufferSlice z, LinearRule rule, RelevanceLowering lowering)
    {
        string names = string.Join(", ", parts.Select(p => Words.Of(p.Name)));
        Argument weights = Argument.Weight(linear.Name, weightPart);
        switch (rule)
        {
            case EpsilonRule epsilon:
                LowerEpsilon(linear, parts, names, weights, weightPart, g, z, epsilon, lowering);
                break;
            case GammaRule gamma:
                LowerGamma(linear, parts, names, weights, weightPart, g, z, gamma, lowering);
                break;
            case AlphaBetaRule alphaBeta:
                LowerAlphaBeta(linear, parts, names, weights, weightPart, g, z, alphaBeta, lowering);
                break;
            default:
                lowering.Comment($"{names}, LRP-0: g(x) = g · W.");
                Account(linear, parts, weightPart, (part, bias) =>
                    lowering.Step("run.Ledger.Bias", Sink(lowering, "Bias", part, linear.Section.Layer), Part(g, part, parts, lowering), bias, Argument.Starts));
                Adjoint(linear, weights, g, lowering);
                break;
        }
    }

    private static void LowerEpsilon(
        LinearOperator linear, LinearPart[] parts, string names, Argument weights, string weightPart, BufferSlice g, BufferSlice z, EpsilonRule rule, RelevanceLowering lowering)
    {
        BufferSlice s = lowering.Temporary(linear.Name + "Damped", g, perTarget: true);
        lowering.Comment($"{names}, LRP-ε: s = g ⊙ z / (z + sgn(z)·ε);  g(x) = s · W.");
        lowering.Step(
            "LinearRules.Epsilon",
            Argument.Read(g),
            Argument.Read(z),
            Argument.Text("epsilon: " + FloatText.Of((float)rule.Epsilon)),
            Argument.Write(s),
            Argument.Workers);
        Account(linear, parts, weightPart, (part, bias) => lowering.Step(
            "run.Ledger.Epsilon",
            Sink(lowering, "Bias", part, linear.Section.Layer),
            Sink(lowering, "Epsilon", part, linear.Section.Layer),
            Part(g, part, parts, lowering),
            Part(z, part, parts, lowering),
            Part(s, part, parts, lowering),
            bias,
            Argument.Starts));
        Adjoint(linear, weights, s, lowering);
    }

    private static void LowerGamma(
        LinearOperator linear, LinearPart[] parts, string names, Argument weights, string weightPart, BufferSlice g, BufferSlice z, GammaRule rule, RelevanceLowering lowering)
    {
        (BufferSlice m, BufferSlice s, BufferSlice t) = Split(
            linear,
            weights,
            g,
            z,
            lowering,
            $"{names}, LRP-γ: m = |x| · |W|ᵀ + |b|;  s = g ⊙ z / (z + γ·½(z ± m)), ± the sign of z;  t = s ⊙ sgn(z).",
            "LinearRules.Gamma",
            Argument.Text("gamma: " + FloatText.Of((float)rule.Gamma)));
        Account(linear, parts, weightPart, (part, bias) => lowering.Step(
            "run.Ledger.Gamma",
            Sink(lowering, "Bias", part, linear.Section.Layer),
            Sink(lowering, "Epsilon", part, linear.Section.Layer),
            Part(g, part, parts, lowering),
            Part(z, part, parts, lowering),
            Part(m, part, parts, lowering),
            Part(s, part, parts, lowering),
            Argument.Text("gamma: " + FloatText.Of((float)rule.Gamma)),
            bias,
            Argument.Starts));
        Join(
            "g(x) = (1 + γ/2) · s·W + γ/2 · sgn(x) ⊙ t·|W|.",
            linear,
            weights,
            s,
            t,
            FloatText.Of((float)(1 + (rule.Gamma / 2))),
            FloatText.Of((float)(rule.Gamma / 2)),
            lowering);
    }

    private static void LowerAlphaBeta(
        LinearOperator linear, LinearPart[] parts, string names, Argument weights, string weightPart, BufferSlice g, BufferSlice z, AlphaBetaRule rule, RelevanceLowering lowering)
    {
        string name = rule.Beta == 0 ? "z⁺" : "LRP-αβ";
        (BufferSlice m, BufferSlice s, BufferSlice t) = Split(
            linear,
            weights,
            g,
            z,
            lowering,
            $"{names}, {name}: m = |x| · |W|ᵀ + |b|;  z⁺ = ½(z + m), z⁻ = ½(z − m);  s, t = ½(α g z/z⁺ ∓ β g z/z⁻).",
            "LinearRules.AlphaBeta",
            Argument.Text("alpha: " + FloatText.Of((float)rule.Alpha)),
            Argument.Text("beta: " + FloatText.Of((float)rule.Beta)));
        Account(linear, parts, weightPart, (part, bias) => lowering.Step(
            "run.Ledger.AlphaBeta",
            Sink(lowering, "Bias", part, linear.Section.Layer),
            Sink(lowering, "Epsilon", part, linear.Section.Layer),
            Part(g, part, parts, lowering),
            Part(z, part, parts, lowering),
            Part(m, part, parts, lowering),
            Part(s, part, parts, lowering),
            Part(t, part, parts, lowering),
            bias,
            Argument.Starts));
        Join("g(x) = s·W + sgn(x) ⊙ t·|W|.", linear, weights, s, t, "1f", "1f", lowering);
    }

    private static (BufferSlice M, BufferSlice S, BufferSlice T) Split(
        LinearOperator linear, Argument weights, BufferSlice g, BufferSlice z, RelevanceLowering lowering, string comment, string call, params Argument[] parameters)
    {
        BufferSlice m = lowering.Temporary(linear.Name + "Magnitude", z, perTarget: false);
        BufferSlice s = lowering.Temporary(linear.Name + "Share", g, perTarget: true);
        BufferSlice t = lowering.Temporary(linear.Name + "SignedShare", g, perTarget: true);
        lowering.Comment(comment);
        lowering.Step("Linear.Magnitude", lowering.Forward(linear.Input), weights, Argument.Write(m), Argument.Workers);
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
        string comment, LinearOperator linear, Argument weights, BufferSlice s, BufferSlice t, string factor, string signedFactor, RelevanceLowering lowering)
    {
        BufferSlice input = lowering.Place(linear.Input);
        BufferSlice u = lowering.Temporary(linear.Name + "Product", input, perTarget: true);
        BufferSlice v = lowering.Temporary(linear.Name + "MagnitudeProduct", input, perTarget: true);
        lowering.Comment(comment);
        lowering.Step("Linear.Adjoint", Argument.Read(s), weights, Argument.Write(u), Argument.Text("accumulate: false"), Argument.Workers);
        lowering.Step("Linear.AdjointMagnitude", Argument.Read(t), weights, Argument.Write(v), Argument.Text("accumulate: false"), Argument.Workers);
        (Argument destination, bool accumulate) = lowering.Deliver(linear.Input);
        lowering.Step(
            "LinearRules.SignedSum",
            Argument.Read(u),
            Argument.Read(v),
            lowering.Forward(linear.Input),
            Argument.Text(factor),
            Argument.Text(signedFactor),
            destination,
            Flag(accumulate),
            Argument.Workers);
    }

    private static void Adjoint(LinearOperator linear, Argument weights, BufferSlice g, RelevanceLowering lowering)
    {
        (Argument destination, bool accumulate) = lowering.Deliver(linear.Input);
        lowering.Step("Linear.Adjoint", Argument.Read(g), weights, destination, Flag(accumulate), Argument.Workers);
    }

    // One ledger line a dense layer, also where several share a product.
    private static void Account(
        LinearOperator linear, LinearPart[] parts, string weightPart, Action<LinearPart, Argument> account)
    {
        for (int i = 0; i < parts.Length; i++)
        {
            string suffix = parts.Length > 1 ? $".Part({i})" : weightPart;
            account(parts[i], Argument.Weight(linear.Name, suffix + ".Bias"));
        }
    }

    private static Argument Sink(RelevanceLowering lowering, string kind, LinearPart part, int layer)
        => Argument.Text(FormattableString.Invariant($"{lowering.Sink(kind, part.Module, layer)}"));

    // The columns of one part in a buffer of all parts.
    private static Argument Part(BufferSlice slice, LinearPart part, LinearPart[] parts, RelevanceLowering lowering)
    {
        if (parts.Length == 1)
        {
            return Argument.Read(slice);
        }

        // Named after the part, and after what the buffer holds where that is not the part's own value or relevance.
        BufferSlice place = lowering.Place(part.Output);
        string name = slice.Buffer.Name == place.Buffer.Name ? part.Output.Name : slice.Buffer.Name + part.Name;
        return Argument.Read(new BufferSlice(name, slice.Buffer, place.First, place.Columns));
    }

    private static Argument Flag(bool accumulate) => Argument.Text(accumulate ? "accumulate: true" : "accumulate: false");
}
