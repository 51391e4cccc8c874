namespace LrpGen.Runtime;

/// <summary>LRP-αβ as innvestigate computes it: as <see cref="AlphaBetaRule"/>, but with the whole bias in both z⁺ and z⁻.</summary>
public static class InnvestigateAlphaBetaRule
{
    /// <summary>Shares the relevance of the output out over the input.</summary>
    public static void Relevance(RuleCall call, float alpha, float beta, Stabiliser stabiliser, bool zeroBias = false)
        => AlphaBetaRule.Relevance(call, alpha, beta, stabiliser, zeroBias ? BiasShare.None : BiasShare.Both);
}
