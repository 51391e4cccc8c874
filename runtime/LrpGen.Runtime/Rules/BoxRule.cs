namespace LrpGen.Runtime;

/// <summary>
/// zᴮ (Montavon et al. 2017), for a first layer whose inputs lie between low and high: numerators
/// xW − low[W]⁺ − high[W]⁻ over their sum; the bias cancels.
/// </summary>
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
        Matrix z = call.Product(WeightMap.Identity, InputMap.Identity, withBias: false);
        Subtract(call, z, low, WeightMap.Positive);
        Subtract(call, z, high, WeightMap.Negative);
        Matrix s = call.Quotient(z, stabiliser);
        Products.Multiply(call.X, InputMap.Identity, call.Adjoint(s, WeightMap.Identity), 1, call.RIn, call.Accumulate, call.Workers);
        Share(call, s, low, WeightMap.Positive);
        Share(call, s, high, WeightMap.Negative);
        call.AccountStabiliser(s, z);
    }

    // z −= bound · map(W), with the bound at every input that exists.
    private static void Subtract(RuleCall call, Matrix z, ReadOnlySpan<float> bound, WeightMap map)
    {
        Matrix part = call.LikeOutput();
        call.Layer.Forward(Bounds(call, bound), map, InputMap.Identity, withBias: false, part, call.Workers);
        Products.Sum(z, part, -1, z, call.Workers);
    }

    // R(x) −= bound ⊙ map(W)ᵀ s
    private static void Share(RuleCall call, Matrix s, ReadOnlySpan<float> bound, WeightMap map)
        => Products.Multiply(Bounds(call, bound), InputMap.Identity, call.Adjoint(s, map), -1, call.RIn, accumulate: true, call.Workers);

    private static Matrix Bounds(RuleCall call, ReadOnlySpan<float> bound)
    {
        Matrix bounds = call.LikeInput();
        for (int row = 0; row < bounds.Rows; row++)
        {
            for (int column = 0; column < bounds.Columns; column++)
            {
                bounds[row][column] = bound[bound.Length == 1 ? 0 : column];
            }
        }

        return bounds;
    }
}
