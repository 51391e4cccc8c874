namespace LrpGen.Runtime;

/// <summary>
/// The γ rule as captum computes it: weights W + γ[W]⁺, the bias as it is, inputs not split by sign.
/// </summary>
public static class CaptumGammaRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, float gamma, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix z = call.LikeOutput();
        Products.Sum(
            call.Output(withBias: !zeroBias), call.Product(WeightMap.Positive, InputMap.Identity, withBias: false), gamma, z, call.Workers);
        Matrix s = call.Quotient(z, stabiliser);
        Matrix favoured = call.Quotient(z, stabiliser, gamma);
        call.Deliver(s, WeightMap.Identity, favoured, WeightMap.Positive);
        call.Arrived();
        call.Shared(z, s, WeightMap.Identity, !zeroBias);
    }
}

/// <summary>The α1β0 rule as captum computes it: weights [W]⁺, the bias as it is, inputs not split by sign.</summary>
public static class CaptumAlphaBetaRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix z = call.Product(WeightMap.Positive, InputMap.Identity, withBias: false);
        if (!zeroBias)
        {
            call.AddBias(z);
        }

        Matrix s = call.Quotient(z, stabiliser);
        call.Deliver(s, WeightMap.Positive);
        call.Arrived();
        call.Shared(z, s, WeightMap.Identity, !zeroBias);
    }
}
