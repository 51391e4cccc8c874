namespace LrpGen.Runtime;

/// <summary>
/// LRP-αβ (Bach et al. 2015), α − β = 1: R_in = α Σ (z_ij)⁺/z⁺ R − β Σ (z_ij)⁻/z⁻ R, the bias split between the parts.
/// z⁺ (deep Taylor, Montavon et al. 2017) is α = 1, β = 0.
/// </summary>
public static class AlphaBetaRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, float alpha, float beta, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix positive = SignedParts.Positive(call, !zeroBias);
        Matrix negative = beta == 0 ? positive : SignedParts.Negative(call, !zeroBias);
        Matrix sPositive = call.LikeRelevance();
        Matrix sNegative = call.LikeRelevance();
        Quotients.AlphaBeta(call.R, positive, negative, alpha, beta, stabiliser, call.Layer.OutputPositions, sPositive, sNegative, call.Workers);
        Products.SignedCombination(
            call.X, call.Adjoint(sPositive, WeightMap.Positive), call.Adjoint(sPositive, WeightMap.Negative), 1, call.RIn, call.Accumulate, call.Workers);
        if (beta != 0)
        {
            Products.SignedCombination(
                call.X, call.Adjoint(sNegative, WeightMap.Negative), call.Adjoint(sNegative, WeightMap.Positive), -1, call.RIn, accumulate: true, call.Workers);
        }

        if (!zeroBias)
        {
            call.AccountBias(sPositive, b => MathF.Max(b, 0));
            if (beta != 0)
            {
                call.AccountBias(sNegative, b => -MathF.Min(b, 0));
            }
        }

        Account(call, positive, negative, sPositive, sNegative, beta);
    }

    // Σ R − z⁺ s⁺ + z⁻ s⁻: as one denominator with one quotient, so that the common formula serves.
    private static void Account(RuleCall call, Matrix positive, Matrix negative, Matrix sPositive, Matrix sNegative, float beta)
    {
        Matrix shared = call.LikeRelevance();
        Matrix one = call.LikeOutput();
        for (int row = 0; row < shared.Rows; row++)
        {
            int output = row % positive.Rows;
            for (int i = 0; i < shared.Columns; i++)
            {
                shared[row][i] = (positive[output][i] * sPositive[row][i]) - (beta == 0 ? 0 : negative[output][i] * sNegative[row][i]);
                one[output][i] = 1;
            }
        }

        call.AccountStabiliser(shared, one);
    }
}
