namespace LrpGen.Runtime;

/// <summary>
/// zᴮ (Montavon et al. 2017), for a first layer whose inputs lie between low and high: numerators
/// xW − low[W]⁺ − high[W]⁻ over their sum; the bias cancels.
/// </summary>
/// <remarks>As (x − low)[W]⁺ + (x − high)[W]⁻ all terms have one sign: two products, and nothing cancels.</remarks>
public static class BoxRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    /// <param name="call">The operator.</param>
    /// <param name="low">Least value of the input: one, or one a channel.</param>
    /// <param name="high">Largest value of the input: one, or one a channel.</param>
    /// <param name="stabiliser">How the denominator is kept away from zero.</param>
    public static void Relevance(RuleCall call, ReadOnlySpan<float> low, ReadOnlySpan<float> high, Stabiliser stabiliser)
    {
        call.Begin();
        Matrix aboveLow = call.InputLess(low);
        Matrix belowHigh = call.InputLess(high);
        Matrix z = call.LikeOutput();
        Matrix part = call.LikeOutput();
        call.Layer.Forward(aboveLow, WeightMap.Positive, InputMap.Identity, withBias: false, z, call.Workers);
        call.Layer.Forward(belowHigh, WeightMap.Negative, InputMap.Identity, withBias: false, part, call.Workers);
        Products.Sum(z, part, 1, z, call.Workers);
        Matrix s = call.Quotient(z, stabiliser);
        call.DeliverItself(s, aboveLow, WeightMap.Positive, belowHigh, WeightMap.Negative);
        call.Arrived();
        call.Shared(z, s, WeightMap.Identity, withBias: false);
    }
}
