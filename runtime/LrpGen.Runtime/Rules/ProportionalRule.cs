namespace LrpGen.Runtime;

/// <summary>
/// Relevance of a maximum to all numbers of its window in proportion: R_in = x ⊙ R / d(Σ x). The operator of the call is the
/// sum of the windows, which is not the layer's output.
/// </summary>
public static class ProportionalRule
{
    /// <summary>Shares the relevance of every maximum out over its window.</summary>
    public static void Relevance(RuleCall call, Stabiliser stabiliser)
    {
        call.Begin();
        Matrix sums = call.Product(WeightMap.Identity, InputMap.Identity, withBias: false);
        Matrix s = call.Quotient(sums, stabiliser);
        call.Deliver(s, WeightMap.Identity);
        call.Arrived();
        call.Shared(sums, s, WeightMap.Identity, withBias: false);
    }
}
