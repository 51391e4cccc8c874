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
        => Relevance(call, alpha, beta, stabiliser, zeroBias ? BiasShare.None : BiasShare.BySign);

    /// <summary>The rule with the bias where a convention puts it.</summary>
    internal static void Relevance(RuleCall call, float alpha, float beta, Stabiliser stabiliser, BiasShare bias)
    {
        call.Begin();
        Matrix positive = Part(call, WeightMap.Positive, WeightMap.Negative, bias);
        Matrix s = call.Quotient(positive, stabiliser, alpha);
        call.Arrived();
        call.Shared(positive, s, bias == BiasShare.Both ? WeightMap.Identity : WeightMap.Positive, bias != BiasShare.None);
        if (beta == 0)
        {
            Deliver(call, s);
            return;
        }

        Matrix negative = Part(call, WeightMap.Negative, WeightMap.Positive, bias);
        Matrix t = call.Quotient(negative, stabiliser, -beta);
        Deliver(call, s, t);
        call.Shared(negative, t, bias == BiasShare.Both ? WeightMap.Identity : WeightMap.Negative, bias != BiasShare.None);
    }

    // z⁺ = [W]⁺[x]⁺ + [W]⁻[x]⁻ (+ [b]⁺, or + b), or z⁻ with the weights the other way round.
    private static Matrix Part(RuleCall call, WeightMap forPositive, WeightMap forNegative, BiasShare bias)
    {
        bool bySign = bias == BiasShare.BySign;
        Matrix sum = call.Product(forPositive, call.NonNegative ? InputMap.Identity : InputMap.Positive, bySign);
        if (!call.NonNegative)
        {
            Products.Sum(sum, call.Product(forNegative, InputMap.Negative, withBias: false), 1, sum, call.Workers);
        }

        if (bias == BiasShare.Both)
        {
            call.AddBias(sum);
        }

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

/// <summary>Where the αβ rule puts the bias.</summary>
internal enum BiasShare
{
    /// <summary>Nowhere.</summary>
    None,

    /// <summary>[b]⁺ in z⁺, [b]⁻ in z⁻.</summary>
    BySign,

    /// <summary>b in both.</summary>
    Both,
}
