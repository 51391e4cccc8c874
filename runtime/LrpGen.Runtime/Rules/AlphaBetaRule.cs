namespace LrpGen.Runtime;

/// <summary>
/// LRP-αβ (Bach et al. 2015), α − β = 1: R_in = α Σ (z_ij)⁺/z⁺ R − β Σ (z_ij)⁻/z⁻ R, the bias split between the parts.
/// z⁺ (deep Taylor, Montavon et al. 2017) is α = 1, β = 0.
/// </summary>
/// <remarks>
/// The parts are sums of terms of one sign, not ½(z ± m): where one of them is small against m, that difference would keep
/// too few digits to divide by.
/// </remarks>
public static class AlphaBetaRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, float alpha, float beta, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix positive = Part(call, WeightMap.Positive, WeightMap.Negative, !zeroBias);
        Matrix s = call.Quotient(positive, stabiliser, alpha);
        call.Arrived();
        call.Shared(positive, s, WeightMap.Positive, !zeroBias);
        if (beta == 0)
        {
            Deliver(call, s);
            return;
        }

        Matrix negative = Part(call, WeightMap.Negative, WeightMap.Positive, !zeroBias);
        Matrix t = call.Quotient(negative, stabiliser, -beta);
        Deliver(call, s, t);
        call.Shared(negative, t, WeightMap.Negative, !zeroBias);
    }

    // z⁺ = [W]⁺[x]⁺ + [W]⁻[x]⁻ (+ [b]⁺), or z⁻ with the weights the other way round.
    private static Matrix Part(RuleCall call, WeightMap forPositive, WeightMap forNegative, bool withBias)
    {
        if (call.NonNegative)
        {
            return call.Product(forPositive, InputMap.Identity, withBias);
        }

        Matrix sum = call.Product(forPositive, InputMap.Positive, withBias);
        Products.Sum(sum, call.Product(forNegative, InputMap.Negative, withBias: false), 1, sum, call.Workers);
        return sum;
    }

    private static void Deliver(RuleCall call, Matrix s)
    {
        if (call.NonNegative)
        {
            call.Deliver(s, WeightMap.Positive);
        }
        else
        {
            call.DeliverBySign(call.Adjoint(s, WeightMap.Positive), call.Adjoint(s, WeightMap.Negative));
        }
    }

    private static void Deliver(RuleCall call, Matrix s, Matrix t)
    {
        if (call.NonNegative)
        {
            call.Deliver(s, WeightMap.Positive, t, WeightMap.Negative);
        }
        else
        {
            call.DeliverBySign(
                call.Adjoint(s, WeightMap.Positive, t, WeightMap.Negative), call.Adjoint(s, WeightMap.Negative, t, WeightMap.Positive));
        }
    }
}
