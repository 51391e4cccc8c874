namespace LrpGen.Runtime;

/// <summary>LRP-ε (Bach et al. 2015): R_in = x ⊙ Wᵀ(R / d(z)).</summary>
public static class EpsilonRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, Stabiliser stabiliser, bool zeroBias = false)
    {
        call.Begin();
        Matrix z = call.Output(withBias: !zeroBias);
        Matrix s = call.Quotient(z, stabiliser);
        call.Deliver(s, WeightMap.Identity);
        call.Arrived();
        call.Shared(z, s, WeightMap.Identity, !zeroBias);
    }
}
