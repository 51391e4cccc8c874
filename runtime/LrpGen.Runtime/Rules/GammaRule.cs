namespace LrpGen.Runtime;

/// <summary>
/// LRP-γ for inputs of both signs (Montavon et al. 2019; the generalised form of Anders et al. 2021). Where z &gt; 0 the
/// weights are W + γ[W]⁺ for positive inputs and W + γ[W]⁻ for negative ones, where z &lt; 0 the other way round; relevance
/// is dropped where z = 0.
/// </summary>
public static class GammaRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, float gamma, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix total = zeroBias ? call.Product(WeightMap.Identity, InputMap.Identity, withBias: false) : call.Z;
        Matrix positive = SignedParts.Positive(call, !zeroBias);
        Matrix negative = SignedParts.Negative(call, !zeroBias);
        Matrix sPositive = call.LikeRelevance();
        Matrix sNegative = call.LikeRelevance();
        Quotients.Gamma(call.R, call.Z, total, positive, negative, gamma, stabiliser, call.Layer.OutputPositions, sPositive, sNegative, call.Workers);

        Matrix s = call.LikeRelevance();
        Products.Sum(sPositive, sNegative, 1, s, call.Workers);
        Products.Multiply(call.X, InputMap.Identity, call.Adjoint(s, WeightMap.Identity), 1, call.RIn, call.Accumulate, call.Workers);
        Favoured(call, sPositive, WeightMap.Positive, WeightMap.Negative, gamma);
        Favoured(call, sNegative, WeightMap.Negative, WeightMap.Positive, gamma);
        Account(call, total, positive, negative, sPositive, sNegative, s, gamma, zeroBias);
    }

    // γ · ([x]⁺ ⊙ [W]^±ᵀ s + [x]⁻ ⊙ [W]^∓ᵀ s)
    private static void Favoured(RuleCall call, Matrix s, WeightMap forPositive, WeightMap forNegative, float gamma)
        => Products.SignedCombination(call.X, call.Adjoint(s, forPositive), call.Adjoint(s, forNegative), gamma, call.RIn, accumulate: true, call.Workers);

    private static void Account(
        RuleCall call, Matrix total, Matrix positive, Matrix negative, Matrix sPositive, Matrix sNegative, Matrix s, float gamma, bool zeroBias)
    {
        if (!zeroBias)
        {
            call.AccountBias(s);
            call.AccountBias(sPositive, b => gamma * MathF.Max(b, 0));
            call.AccountBias(sNegative, b => gamma * MathF.Min(b, 0));
        }

        // Only one of the two quotients is not zero, so the whole denominator of each output is that of its sign.
        Matrix whole = call.LikeOutput();
        for (int row = 0; row < whole.Rows; row++)
        {
            for (int i = 0; i < whole.Columns; i++)
            {
                whole[row][i] = total[row][i] + (gamma * (call.Z[row][i] < 0 ? negative[row][i] : positive[row][i]));
            }
        }

        call.AccountStabiliser(s, whole);
    }
}
