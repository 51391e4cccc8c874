namespace LrpGen.Runtime;

/// <summary>Multi-head attention, softmax(scale·Q·Kᵀ)·V for each head, over sequences that lie one after another.</summary>
/// <remarks>
/// Sequence s has the queries <c>queryStarts[s]..queryStarts[s+1]</c> and the keys <c>keyStarts[s]..keyStarts[s+1]</c>; they
/// may be as many or fewer (a last layer that only computes the first token). q [queries, H], k and v [keys, H], context
/// [queries, H] with H = heads·(columns of a head) are usually slices of columns of one matrix; the columns of a head may be
/// any number. Relevance matrices hold the rows of one or more targets. A sequence's result is the same bit for bit in every
/// batch.
/// <para>
/// Probabilities, if kept, lie by sequence, then head, then query: a row of the keys, padded with zeros to a multiple of 16.
/// </para>
/// </remarks>
public static unsafe class Attention
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
        Span<float> probabilities, Matrix context, Workers workers)
    {
        CheckInputs(q, k, v, queryStarts, keyStarts, heads);
        Guard.Shape(context, q.Rows, q.Columns);
        CheckProbabilities(probabilities, queryStarts, keyStarts, heads, mayLack: true);
        fixed (float* pq = q.Data, pk = k.Data, pv = v.Data, pp = probabilities, pc = context.Data)
        fixed (int* queries = queryStarts, keys = keyStarts)
        {
            var job = new AttentionForwardJob
            {
                Shape = new(queries, keys, queryStarts.Length - 1, heads, q.Columns),
                Scale = scale,
                Q = new(pq, q.Stride),
                K = new(pk, k.Stride),
                V = new(pv, v.Stride),
                Probabilities = pp,
                Context = new(pc, context.Stride),
            };
            workers.Run(ref job, job.Shape.Items, 1);
            AttentionShape.ClearPadding(context);
        }
    }

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
        ReadOnlySpan<float> probabilities, float queryKeyFactor, float valueFactor, Matrix gq, Matrix gk, Matrix gv, Workers workers)
    {
        CheckInputs(q, k, v, queryStarts, keyStarts, heads);
        int targets = Guard.Targets(g, q.Rows);
        Guard.Shape(g, g.Rows, q.Columns);
        Guard.Shape(gq, g.Rows, q.Columns);
        Guard.Shape(gk, targets * k.Rows, q.Columns);
        Guard.Shape(gv, targets * k.Rows, q.Columns);
        CheckProbabilities(probabilities, queryStarts, keyStarts, heads, mayLack: true);
        fixed (float* pg = g.Data, pq = q.Data, pk = k.Data, pv = v.Data, pp = probabilities, pgq = gq.Data, pgk = gk.Data, pgv = gv.Data)
        fixed (int* queries = queryStarts, keys = keyStarts)
        {
            var job = new AttentionRelevanceJob
            {
                Shape = new(queries, keys, queryStarts.Length - 1, heads, q.Columns),
                Targets = targets,
                Scale = scale,
                QueryKeyFactor = queryKeyFactor,
                ValueFactor = valueFactor,
                G = new(pg, g.Stride),
                Q = new(pq, q.Stride),
                K = new(pk, k.Stride),
                V = new(pv, v.Stride),
                Probabilities = pp,
                GQ = new(pgq, gq.Stride),
                GK = new(pgk, gk.Stride),
                GV = new(pgv, gv.Stride),
            };
            workers.Run(ref job, targets == 0 ? 0 : job.Shape.Items, 1);
            AttentionShape.ClearPadding(gq);
            AttentionShape.ClearPadding(gk);
            AttentionShape.ClearPadding(gv);
        }
    }

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
        in Matrix g, ReadOnlySpan<float> probabilities, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, in Matrix gv, Workers workers)
    {
        CheckStarts(queryStarts, keyStarts);
        CheckHeads(g, heads);
        int targets = Guard.Targets(g, queryStarts[^1]);
        Guard.Whole(g);
        Guard.Shape(gv, targets * keyStarts[^1], g.Columns);
        CheckProbabilities(probabilities, queryStarts, keyStarts, heads, mayLack: false);
        fixed (float* pg = g.Data, pp = probabilities, pgv = gv.Data)
        fixed (int* queries = queryStarts, keys = keyStarts)
        {
            var job = new AttentionRelevanceJob
            {
                Shape = new(queries, keys, queryStarts.Length - 1, heads, g.Columns),
                Targets = targets,
                ValueFactor = 1f,
                G = new(pg, g.Stride),
                Probabilities = pp,
                GV = new(pgv, gv.Stride),
            };
            workers.Run(ref job, targets == 0 ? 0 : job.Shape.Items, 1);
            AttentionShape.ClearPadding(gv);
        }
    }

    private static void CheckInputs(in Matrix q, in Matrix k, in Matrix v, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads)
    {
        CheckStarts(queryStarts, keyStarts);
        CheckHeads(q, heads);
        Guard.Shape(q, queryStarts[^1], q.Columns);
        Guard.Shape(k, keyStarts[^1], q.Columns);
        Guard.Shape(v, keyStarts[^1], q.Columns);
    }

    private static void CheckStarts(ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts)
    {
        if (queryStarts.Length == 0 || keyStarts.Length != queryStarts.Length)
        {
            throw new ArgumentException($"keyStarts: expected as many starts as for the queries, {queryStarts.Length}, and at least one, found {keyStarts.Length}.", nameof(keyStarts));
        }

        Guard.Starts(queryStarts, queryStarts[^1]);
        Guard.Starts(keyStarts, keyStarts[^1]);
        for (int s = 1; s < keyStarts.Length; s++)
        {
            if (keyStarts[s] == keyStarts[s - 1] && queryStarts[s] > queryStarts[s - 1])
            {
                throw new ArgumentException($"keyStarts: sequence {s - 1} has queries but no keys.", nameof(keyStarts));
            }
        }
    }

    private static void CheckHeads(in Matrix q, int heads)
    {
        if (heads < 1 || q.Columns == 0 || q.Columns % heads != 0)
        {
            throw new ArgumentException($"heads: expected a divisor of the {q.Columns} columns, found {heads}.", nameof(heads));
        }
    }

    private static void CheckProbabilities(ReadOnlySpan<float> probabilities, ReadOnlySpan<int> queryStarts, ReadOnlySpan<int> keyStarts, int heads, bool mayLack)
    {
        long needed = ProbabilityCount(queryStarts, keyStarts, heads);
        if (!(mayLack && probabilities.IsEmpty) && probabilities.Length < needed)
        {
            throw new ArgumentException($"probabilities: expected {needed} floats, found {probabilities.Length}.", nameof(probabilities));
        }
    }
}
