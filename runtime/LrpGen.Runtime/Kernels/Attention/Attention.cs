namespace LrpGen.Runtime;

/// <summary>Multi-head attention, softmax(scale·Q·Kᵀ)·V for each head, over sequences that lie one after another.</summary>
/// <remarks>
/// Sequence s has the queries <c>queryStarts[s]..queryStarts[s+1]</c> and the keys <c>keyStarts[s]..keyStarts[s+1]</c>; they
/// may be as many or fewer (a last layer that only computes the first token). q [queries, H], k and v [keys, H], context
/// [queries, H] with H = heads·(columns of a head) are usually slices of columns of one matrix; the columns of a head may be
/// any number. Where query heads share keys and values, k and v have the columns of their own heads only. Keys that a mask hides
/// are left out of the sums, and their probability is 0. Relevance matrices hold the rows of one or more targets. A sequence's result is the same bit for bit in every
/// batch.
/// <para>
/// Probabilities, if kept, lie by sequence, then head, then query: a row of the keys, padded with zeros to a multiple of 16.
/// </para>
/// </remarks>
public static class Attention
{
    /// <summary>Floats that the probabilities of all sequences take.</summary>
    public static long ProbabilityCount(ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads) =>
        ProbabilityOffset(queryStarts, keyStarts, heads, queryStarts.Length - 1, 0, 0);

    /// <summary>Where the probabilities of one query of a sequence's head begin.</summary>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="sequence">The sequence.</param>
    /// <param name="head">The head.</param>
    /// <param name="query">The query, counted from its sequence's first.</param>
    public static long ProbabilityOffset(ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, int sequence, int head, int query)
    {
        if (queryStarts.Length != keyStarts.Length)
        {
            throw new ArgumentException($"keyStarts: expected {queryStarts.Length} starts as for the queries, found {keyStarts.Length}.", nameof(keyStarts));
        }

        long offset = 0;
        for (int s = 0; s < sequence; s++)
        {
            offset += (long)heads * (queryStarts[s + 1] - queryStarts[s]) * Matrix.Pad(keyStarts[s + 1] - keyStarts[s]);
        }

        return sequence + 1 >= queryStarts.Length
            ? offset
            : offset + ((((long)head * (queryStarts[sequence + 1] - queryStarts[sequence])) + query) * Matrix.Pad(keyStarts[sequence + 1] - keyStarts[sequence]));
    }

    /// <summary>context = softmax(scale·q·kᵀ)·v.</summary>
    /// <param name="q">Queries.</param>
    /// <param name="k">Keys.</param>
    /// <param name="v">Values.</param>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="scale">Factor of the scores, 1/√(columns of a head) usually.</param>
    /// <param name="probabilities">Receives the probabilities; empty if nobody reads them.</param>
    /// <param name="context">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(
        in Matrix q, in Matrix k, in Matrix v, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, float scale,
        Span<float> probabilities, Matrix context, Workers workers) =>
        Forward(q, k, v, queryStarts, keyStarts, new AttentionShape(heads, scale), probabilities, context, workers);

    /// <summary>context = softmax(scale·q·kᵀ + bias)·v, over the keys that the mask shows.</summary>
    /// <param name="q">Queries, [queries, H].</param>
    /// <param name="k">Keys, [keys, the columns of their heads].</param>
    /// <param name="v">Values, [keys, the columns of their heads].</param>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="shape">Heads, scale and mask.</param>
    /// <param name="probabilities">Receives the probabilities; empty if nobody reads them.</param>
    /// <param name="context">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="positions">Where each query stands among its sequence's keys; empty where the shape says it.</param>
    /// <param name="bias">Added to the scores; null for none.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a query stands at no key.</exception>
    public static void Forward(
        in Matrix q, in Matrix k, in Matrix v, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, AttentionShape shape,
        Span<float> probabilities, Matrix context, Workers workers, ReadOnlySpan<int> positions = default, RelativeBias? bias = null) =>
        new AttentionCall { Q = q, K = k, V = v, QueryStarts = queryStarts, KeyStarts = keyStarts, Shape = shape, Positions = positions, Bias = bias }
            .Forward(probabilities, context, workers);

    /// <summary>
    /// The derivative of attention, with the gradients of q and k multiplied by one factor and that of v by another: ¼ and ½
    /// for AttnLRP (Achtibat et al. 2024, propositions 3.1 and 3.3), 1 and 1 for the plain gradient.
    /// </summary>
    /// <param name="g">Relevance (in gradient form) of the context, [targets·queries, H].</param>
    /// <param name="q">Queries of the forward pass.</param>
    /// <param name="k">Keys of the forward pass.</param>
    /// <param name="v">Values of the forward pass.</param>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="scale">Factor of the scores.</param>
    /// <param name="probabilities">The probabilities that the forward pass kept; empty to compute them again.</param>
    /// <param name="queryKeyFactor">Factor of gq and gk.</param>
    /// <param name="valueFactor">Factor of gv.</param>
    /// <param name="gq">Receives the relevance of q, [targets·queries, H].</param>
    /// <param name="gk">Receives the relevance of k, [targets·keys, H].</param>
    /// <param name="gv">Receives the relevance of v, [targets·keys, H].</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Relevance(
        in Matrix g, in Matrix q, in Matrix k, in Matrix v, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, float scale,
        ReadOnlySpan<float> probabilities, float queryKeyFactor, float valueFactor, Matrix gq, Matrix gk, Matrix gv, Workers workers) =>
        Relevance(
            g, q, k, v, queryStarts, keyStarts, new AttentionShape(heads, scale), probabilities, queryKeyFactor, valueFactor, gq, gk, gv, workers);

    /// <summary>The derivative of attention with its factors, over the keys that the mask shows. The bias is a constant.</summary>
    /// <param name="g">Relevance (in gradient form) of the context, [targets·queries, H].</param>
    /// <param name="q">Queries of the forward pass.</param>
    /// <param name="k">Keys of the forward pass.</param>
    /// <param name="v">Values of the forward pass.</param>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="shape">Heads, scale and mask.</param>
    /// <param name="probabilities">The probabilities that the forward pass kept; empty to compute them again.</param>
    /// <param name="queryKeyFactor">Factor of gq and gk.</param>
    /// <param name="valueFactor">Factor of gv.</param>
    /// <param name="gq">Receives the relevance of q, [targets·queries, H].</param>
    /// <param name="gk">Receives the relevance of k, [targets·keys, the columns of their heads].</param>
    /// <param name="gv">Receives the relevance of v, [targets·keys, the columns of their heads].</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="positions">Where each query stands among its sequence's keys; empty where the shape says it.</param>
    /// <param name="bias">Added to the scores in the forward pass; null for none.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a query stands at no key.</exception>
    public static void Relevance(
        in Matrix g, in Matrix q, in Matrix k, in Matrix v, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, AttentionShape shape,
        ReadOnlySpan<float> probabilities, float queryKeyFactor, float valueFactor, Matrix gq, Matrix gk, Matrix gv, Workers workers,
        ReadOnlySpan<int> positions = default, RelativeBias? bias = null) =>
        new AttentionCall { Q = q, K = k, V = v, QueryStarts = queryStarts, KeyStarts = keyStarts, Shape = shape, Positions = positions, Bias = bias }
            .Relevance(g, probabilities, queryKeyFactor, valueFactor, gq, gk, gv, workers);

    /// <summary>
    /// gv = Pᵀ·g for each head: relevance through the values alone, with the probabilities held constant (Ali et al. 2022,
    /// CP-LRP).
    /// </summary>
    /// <param name="g">Relevance (in gradient form) of the context, [targets·queries, H].</param>
    /// <param name="probabilities">The probabilities that the forward pass kept.</param>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="gv">Receives the relevance of v, [targets·keys, H].</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void RelevanceOfValue(
        in Matrix g, ReadOnlySpan<float> probabilities, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, in Matrix gv, Workers workers) =>
        RelevanceOfValue(g, probabilities, queryStarts, keyStarts, new AttentionShape(heads, 1f), gv, workers);

    /// <summary>
    /// gv = Pᵀ·g for each head, over the keys that the mask shows: relevance through the values alone. Biases and relative embeddings
    /// are in the probabilities.
    /// </summary>
    /// <param name="g">Relevance (in gradient form) of the context, [targets·queries, H].</param>
    /// <param name="probabilities">The probabilities that the forward pass kept.</param>
    /// <param name="queryStarts">First query of each sequence, and the number of all.</param>
    /// <param name="keyStarts">First key of each sequence, and the number of all.</param>
    /// <param name="shape">Heads and mask.</param>
    /// <param name="gv">Receives the relevance of v, [targets·keys, the columns of their heads].</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="positions">Where each query stands among its sequence's keys; empty where the shape says it.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a query stands at no key.</exception>
    public static void RelevanceOfValue(
        in Matrix g, ReadOnlySpan<float> probabilities, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, AttentionShape shape, in Matrix gv,
        Workers workers, ReadOnlySpan<int> positions = default) =>
        new AttentionCall { QueryStarts = queryStarts, KeyStarts = keyStarts, Shape = shape, Positions = positions }
            .RelevanceOfValue(g, probabilities, gv, workers);
}
