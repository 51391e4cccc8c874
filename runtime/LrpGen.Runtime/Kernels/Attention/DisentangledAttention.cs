namespace LrpGen.Runtime;

/// <summary>
/// Attention with disentangled positions (He et al. 2021, DeBERTa): the score of key j from query i is
/// scale·(qᵢ·kⱼ + qᵢ·rₖ(i − j) + kⱼ·r_q(i − j)), with relative embeddings that were projected as keys (rₖ) and as queries (r_q).
/// </summary>
/// <remarks>
/// Shapes and sequences are those of <see cref="Attention"/>, probabilities too: its <c>RelevanceOfValue</c> is the rule through the
/// values alone. The relative embeddings are constants: they take their share of relevance and pass none on.
/// </remarks>
public static class DisentangledAttention
{
    /// <summary>context = softmax(scores)·v.</summary>
    /// <param name="q">Queries, [queries, H].</param>
    /// <param name="k">Keys, [keys, H].</param>
    /// <param name="v">Values, [keys, H].</param>
    /// <param name="relative">The relative embeddings.</param>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="shape">Heads, mask, and the scale of all three products (<see cref="RelativeEmbeddings.Scale"/>).</param>
    /// <param name="probabilities">Receives the probabilities; empty if nobody reads them.</param>
    /// <param name="context">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="positions">Where each query stands among its sequence's keys; empty where the shape says it.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a query stands at no key.</exception>
    public static void Forward(
        in Matrix q, in Matrix k, in Matrix v, RelativeEmbeddings relative, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts,
        AttentionShape shape, Span<float> probabilities, Matrix context, Workers workers, ReadOnlySpan<int> positions = default) =>
        Call(q, k, v, relative, queryStarts, keyStarts, shape, positions).Forward(probabilities, context, workers);

    /// <summary>
    /// The derivative by q, k and v, with its factors: ¼ and ½ for AttnLRP (Achtibat et al. 2024), where each product of scores gives
    /// half to its content, 1 and 1 for the plain gradient.
    /// </summary>
    /// <param name="g">Relevance (in gradient form) of the context, [targets·queries, H].</param>
    /// <param name="q">Queries of the forward pass.</param>
    /// <param name="k">Keys of the forward pass.</param>
    /// <param name="v">Values of the forward pass.</param>
    /// <param name="relative">The relative embeddings.</param>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="shape">Heads, scale and mask.</param>
    /// <param name="probabilities">The probabilities that the forward pass kept; empty to compute them again.</param>
    /// <param name="queryKeyFactor">Factor of gq and gk.</param>
    /// <param name="valueFactor">Factor of gv.</param>
    /// <param name="gq">Receives the relevance of q, [targets·queries, H].</param>
    /// <param name="gk">Receives the relevance of k, [targets·keys, H].</param>
    /// <param name="gv">Receives the relevance of v, [targets·keys, H].</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="positions">Where each query stands among its sequence's keys; empty where the shape says it.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a query stands at no key.</exception>
    public static void Relevance(
        in Matrix g, in Matrix q, in Matrix k, in Matrix v, RelativeEmbeddings relative, ReadOnlySpan<int> queryStarts,
        ReadOnlySpan<int> keyStarts, AttentionShape shape, ReadOnlySpan<float> probabilities, float queryKeyFactor, float valueFactor, Matrix gq,
        Matrix gk, Matrix gv, Workers workers, ReadOnlySpan<int> positions = default) =>
        Call(q, k, v, relative, queryStarts, keyStarts, shape, positions).Relevance(g, probabilities, queryKeyFactor, valueFactor, gq, gk, gv, workers);

    private static AttentionCall Call(
        in Matrix q, in Matrix k, in Matrix v, RelativeEmbeddings relative, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts,
        AttentionShape shape, ReadOnlySpan<int> positions)
    {
        ArgumentNullException.ThrowIfNull(relative.Positions, nameof(relative));
        return new AttentionCall
        {
            Q = q,
            K = k,
            V = v,
            QueryStarts = queryStarts,
            KeyStarts = keyStarts,
            Shape = shape,
            Positions = positions,
            Relative = relative.Positions,
            RelativeKeys = relative.Keys,
            RelativeQueries = relative.Queries,
        };
    }
}
