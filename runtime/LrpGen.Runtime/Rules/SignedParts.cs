namespace LrpGen.Runtime;

/// <summary>The positive and the negative part of a layer's output: z⁺ and z⁻ of the γ and αβ rules.</summary>
internal static class SignedParts
{
    /// <summary>z⁺ = [x]⁺[W]⁺ + [x]⁻[W]⁻ (+ [b]⁺).</summary>
    public static Matrix Positive(RuleCall call, bool withBias) => Part(call, WeightMap.Positive, WeightMap.Negative, withBias);

    /// <summary>z⁻ = [x]⁺[W]⁻ + [x]⁻[W]⁺ (+ [b]⁻).</summary>
    public static Matrix Negative(RuleCall call, bool withBias) => Part(call, WeightMap.Negative, WeightMap.Positive, withBias);

    private static Matrix Part(RuleCall call, WeightMap forPositive, WeightMap forNegative, bool withBias)
    {
        Matrix sum = call.Product(forPositive, InputMap.Positive, withBias);
        Matrix other = call.Product(forNegative, InputMap.Negative, withBias: false);
        Products.Sum(sum, other, 1, sum, call.Workers);
        return sum;
    }
}
