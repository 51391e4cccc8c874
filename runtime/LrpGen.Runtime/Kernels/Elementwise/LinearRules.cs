namespace LrpGen.Runtime;

/// <summary>
/// The element-wise half of the rules for linear operators, in gradient form (g = R/x): from g and the forward pass's sums
/// they make what the adjoint products take.
/// </summary>
/// <remarks>
/// z = W·x + b and m = |W|·|x| + |b| (with the bias, as <see cref="Linear.Magnitude"/> computes it): [rows, columns]; g, s, t:
/// [targets·rows, columns]; s or t may be g. Denominators are stabilised by d(z) = z + sgn(z)·ε with sgn(0) = +1.
/// </remarks>
public static class LinearRules
{
    /// <summary>
    /// LRP-ε (Bach et al. 2015): s = g ⊙ z/d(z), then g_in = Wᵀs. The factor lies in [0, 1); it is 0 where z is 0.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Epsilon(in Matrix g, in Matrix z, float epsilon, in Matrix s, Workers workers) =>
        LinearRuleJob.Run(new LinearRuleJob { Rule = LinearRule.Epsilon, Stabiliser = epsilon }, g, z, default, s, default, workers);

    /// <summary>
    /// LRP-γ (Montavon et al. 2019), generalised to inputs of both signs: s = g ⊙ z/d(z + γ·z^±) with z⁺ where z &gt; 0 and z⁻
    /// where z &lt; 0 (relevance is dropped where z = 0), t = s ⊙ sgn(z); then g_in = (1 + γ/2)·Wᵀs + (γ/2)·sgn(x) ⊙ |W|ᵀt.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gamma(in Matrix g, in Matrix z, in Matrix m, float gamma, float stabiliser, in Matrix s, in Matrix t, Workers workers) =>
        LinearRuleJob.Run(new LinearRuleJob { Rule = LinearRule.Gamma, First = gamma, Stabiliser = stabiliser }, g, z, m, s, t, workers);

    /// <summary>
    /// LRP-αβ (Bach et al. 2015): s, t = ½(α·gz/d(z⁺) ∓ β·gz/d(z⁻)); then g_in = Wᵀs + sgn(x) ⊙ |W|ᵀt. With α = 1, β = 0 it is
    /// the z⁺-rule.
    /// </summary>
    /// <remarks>
    /// z⁺ = ½(z + m) and z⁻ = ½(z − m) lose digits when one is much smaller than the other. A part below 2⁻²¹·m is not told
    /// from rounding errors; its term is dropped instead of divided by them.
    /// </remarks>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void AlphaBeta(in Matrix g, in Matrix z, in Matrix m, float alpha, float beta, float stabiliser, in Matrix s, in Matrix t, Workers workers) =>
        LinearRuleJob.Run(new LinearRuleJob { Rule = LinearRule.AlphaBeta, First = alpha, Second = beta, Stabiliser = stabiliser }, g, z, m, s, t, workers);

    /// <summary>gIn (+)= uFactor·u + vFactor·sgn(x) ⊙ v: joins the two adjoint products. u, v, gIn: [targets·rows of x, columns]; gIn may be u or v.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void SignedSum(in Matrix u, in Matrix v, in Matrix x, float uFactor, float vFactor, in Matrix gIn, bool accumulate, Workers workers) =>
        LinearRuleJob.Run(
            new LinearRuleJob { Rule = accumulate ? LinearRule.AddSignedSum : LinearRule.SignedSum, First = uFactor, Second = vFactor },
            u, x, v, gIn, default, workers);
}
