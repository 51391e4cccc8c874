namespace LrpGen.Runtime;

/// <summary>
/// zᴮ (Montavon et al. 2017), for a first layer whose inputs lie between low and high: numerators
/// xW − low[W]⁺ − high[W]⁻ over their sum; the bias cancels.
/// </summary>
public static class BoxRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, float low, float high, Stabiliser stabiliser)
    {
        call.Begin();
        Matrix z = call.Product(WeightMap.Identity, InputMap.Identity, withBias: false);
        Products.Sum(z, call.Product(WeightMap.Positive, InputMap.One, withBias: false), -low, z, call.Workers);
        Products.Sum(z, call.Product(WeightMap.Negative, InputMap.One, withBias: false), -high, z, call.Workers);
        Matrix s = call.Quotient(z, stabiliser);
        Products.Multiply(call.X, InputMap.Identity, call.Adjoint(s, WeightMap.Identity), 1, call.RIn, call.Accumulate, call.Workers);
        Products.Multiply(call.X, InputMap.One, call.Adjoint(s, WeightMap.Positive), -low, call.RIn, accumulate: true, call.Workers);
        Products.Multiply(call.X, InputMap.One, call.Adjoint(s, WeightMap.Negative), -high, call.RIn, accumulate: true, call.Workers);
        call.AccountStabiliser(s, z);
    }
}
