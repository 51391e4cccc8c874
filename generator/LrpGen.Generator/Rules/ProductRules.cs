using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through dense layers and convolutions: one call of the runtime's rule.</summary>
internal static class ProductRules
{
    public static void Lower(ProductOperator product, AssignedRule rule, RelevanceLowering lowering)
    {
        RuleParameters p = rule.Parameters;
        if (rule.Rule == "pass")
        {
            lowering.Comment($"{product.Module}, pass: R(x) = R.");
            lowering.Share(product.Input, lowering.Take(product.Output));
            return;
        }

        (string call, string formula, Argument[] parameters) = rule.Rule switch
        {
            "epsilon" or "lrp0" or "norm" or "captum_epsilon" => ("EpsilonRule", "R(x) = x ⊙ Wᵀ(R / d(z))", [Stabiliser(p), .. ZeroBias(p)]),
            "gamma" => ("GammaRule", "shares [x]⁺(w + γ[w]⁺) + [x]⁻(w + γ[w]⁻) of their sum where z > 0, [w]⁺ and [w]⁻ exchanged where z < 0", [Float("gamma", p.Gamma), Stabiliser(p), .. ZeroBias(p)]),
            "alpha_beta" => ("AlphaBetaRule", "R(x) = Σ (α (xw)⁺ / d(z⁺) − β (xw)⁻ / d(z⁻)) · R", [Float("alpha", p.Alpha), Float("beta", p.Beta), Stabiliser(p), .. ZeroBias(p)]),
            "innvestigate_alpha_beta" => ("InnvestigateAlphaBetaRule", "R(x) = Σ (α (xw)⁺ / d(z⁺) − β (xw)⁻ / d(z⁻)) · R, the whole bias in z⁺ and z⁻", [Float("alpha", p.Alpha), Float("beta", p.Beta), Stabiliser(p), .. ZeroBias(p)]),
            "zplus" => ("AlphaBetaRule", "R(x) = Σ (xw)⁺ / d(z⁺) · R", [Float("alpha", 1), Float("beta", 0), Stabiliser(p), .. ZeroBias(p)]),
            "zbox" => ("BoxRule", "shares xw − low[w]⁺ − high[w]⁻ of their sum", [Floats("low", p.Low), Floats("high", p.High), Stabiliser(p)]),
            "w_square" => ("SquaredWeightRule", "shares w² of their sum, whatever the input", [Stabiliser(p), .. ZeroBias(p)]),
            "flat" => ("FlatRule", "the same share for every input", [Stabiliser(p)]),
            "captum_gamma" => ("CaptumGammaRule", "shares x(w + γ[w]⁺) of their sum", [Float("gamma", p.Gamma), Stabiliser(p), .. ZeroBias(p)]),
            "captum_alpha1_beta0" => ("CaptumAlphaBetaRule", "shares x[w]⁺ of their sum", [Stabiliser(p), .. ZeroBias(p)]),
            "proportional" => ("ProportionalRule", "R(x) = x · R / d(Σx) over every window", [Stabiliser(p)]),
            "gradient" => ("GradientRule", "R(x) = Wᵀ R", Array.Empty<Argument>()),
            _ => throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {product.Module}."),
        };

        // The derivative is applied to R itself; every other rule divides R first, in whatever form it comes.
        CarriedRelevance r = rule.Rule == "gradient" ? new(lowering.Take(product.Output), null) : lowering.TakeCarried(product.Output);
        bool gradient = lowering.FactorOf(product.Input) is not null;
        (Argument destination, bool accumulate) = lowering.Deliver(product.Input);
        lowering.Comment($"{product.Module}, {rule.Rule}: {formula}; {RelevanceForms.Text(r.Of)} → {RelevanceForms.Text(lowering.FactorOf(product.Input))}.");
        bool takesBias = product.CanHaveBias && rule.Rule is not ("zbox" or "flat" or "gradient") && !p.ZeroBias;
        bool nonNegative = (rule.Rule is "zplus" or "alpha_beta" or "innvestigate_alpha_beta" or "gamma") && lowering.IsNonNegative(product.Input);
        string kind = rule.Rule == "gradient" ? "Dropped" : "Epsilon";
        Argument[] on =
        [
            Argument.Run,
            Argument.Weight(product.Group.Name),
            product.CanHaveBias ? Argument.Weight(product.Group.Name, ".Bias") : Argument.Text("default"),
            lowering.Forward(product.Input),
            lowering.Forward(product.Output),
            Argument.Read(r.Values),
            lowering.Forward(r.Of),
            destination,
            Argument.Text(accumulate ? "accumulate: true" : "accumulate: false"),
            .. Flag(gradient, "gradient: true"),
            .. Flag(nonNegative, "nonNegative: true"),
            .. Flag(takesBias, () => $"biasSink: {lowering.Sink(product.Name + "Bias", "Bias", product.Module, -1).Value}"),
            Argument.Text($"stabiliserSink: {lowering.Sink(product.Name + kind, kind, product.Module, -1).Value}"),
        ];
        lowering.Step(call + ".Relevance", [new NestedCall("new RuleCall", on.ToEquatableArray()), .. parameters]);
    }

    private static Argument[] Flag(bool isSet, string text) => Flag(isSet, () => text);

    private static Argument[] Flag(bool isSet, Func<string> text) => isSet ? [Argument.Text(text())] : [];

    /// <summary>A stabiliser as C#.</summary>
    public static Argument Stabiliser(RuleParameters p)
        => p.Stabiliser is { } s
            ? Argument.Text($"new Stabiliser(StabiliserPolicy.{(s.Policy == StabiliserPolicy.None ? "DropAtZero" : s.Policy.ToString())}, {FloatText.Of((float)s.Epsilon)})")
            : Argument.Text("new Stabiliser(StabiliserPolicy.DropAtZero, 0f)");

    private static Argument[] ZeroBias(RuleParameters p) => Flag(p.ZeroBias, "zeroBias: true");

    private static Argument Floats(string name, IEnumerable<double> values) => Argument.Text($"{name}: [{string.Join(", ", values.Select(v => FloatText.Of((float)v)))}]");

    private static Argument Float(string name, double value) => Argument.Text($"{name}: {FloatText.Of((float)value)}");
}
