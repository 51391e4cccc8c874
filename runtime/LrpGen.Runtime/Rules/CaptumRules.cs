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
        Matrix z = call.Product(WeightMap.Identity, InputMap.Identity, withBias: !zeroBias);
        Products.Sum(z, call.Product(WeightMap.Positive, InputMap.Identity, withBias: false), gamma, z, call.Workers);
        Matrix s = call.Quotient(z, stabiliser);
        Products.Multiply(call.X, InputMap.Identity, call.Adjoint(s, WeightMap.Identity), 1, call.RIn, call.Accumulate, call.Workers);
        Products.Multiply(call.X, InputMap.Identity, call.Adjoint(s, WeightMap.Positive), gamma, call.RIn, accumulate: true, call.Workers);
        if (!zeroBias)
        {
            call.AccountBias(s);
        }

        call.AccountStabiliser(s, z);
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
        Products.Multiply(call.X, InputMap.Identity, call.Adjoint(s, WeightMap.Positive), 1, call.RIn, call.Accumulate, call.Workers);
        if (!zeroBias)
        {
            call.AccountBias(s);
        }

        call.AccountStabiliser(s, z);
    }
}
