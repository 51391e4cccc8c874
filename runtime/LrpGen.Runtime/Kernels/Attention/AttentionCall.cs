namespace LrpGen.Runtime;

/// <summary>What attention's kernels are given, checked.</summary>
internal readonly ref struct AttentionCall
{
    public Matrix Q { get; init; }

    public Matrix K { get; init; }

    public Matrix V { get; init; }

    public ReadOnlySpan<int> QueryStarts { get; init; }

    public ReadOnlySpan<int> KeyStarts { get; init; }

    /// <summary>Where each query stands among its keys; empty where the shape says it.</summary>
    public ReadOnlySpan<int> Positions { get; init; }

    public AttentionShape Shape { get; init; }

    public RelativeBias? Bias { get; init; }

    public RelativePositions? Relative { get; init; }

    public Matrix RelativeKeys { get; init; }

    public Matrix RelativeQueries { get; init; }

    /// <summary>context = softmax(scores)·v.</summary>
    public unsafe void Forward(Span<float> probabilities, Matrix context, Workers workers)
    {
        Check(probabilities);
        Guard.Shape(context, Q.Rows, Q.Columns);
        fixed (float* pq = Q.Data, pk = K.Data, pv = V.Data, pp = probabilities, pc = context.Data, rk = RelativeKeys.Data, rq = RelativeQueries.Data)
        fixed (int* queries = QueryStarts, keys = KeyStarts, positions = Positions, indices = Relative?.Indices)
        {
            var job = new AttentionForwardJob
            {
                Items = Items(queries, keys),
                Scores = Scores(new(pq, Q.Stride), new(pk, K.Stride), positions, indices, new(rk, RelativeKeys.Stride), new(rq, RelativeQueries.Stride)),
                V = new(pv, V.Stride),
                Probabilities = pp,
                Context = new(pc, context.Stride),
            };
            workers.Run(ref job, job.Items.QueryItems, 1);
            AttentionItems.ClearPadding(context);
        }

        GC.KeepAlive(Bias);
    }

    /// <summary>The derivative, with its factors.</summary>
    public unsafe void Relevance(
        in Matrix g, ReadOnlySpan<float> probabilities, float queryKeyFactor, float valueFactor, Matrix gq, Matrix gk, Matrix gv, Workers workers)
    {
        Check(probabilities);
        int targets = Guard.Targets(g, Q.Rows);
        Guard.Shape(g, g.Rows, Q.Columns);
        Guard.Shape(gq, g.Rows, Q.Columns);
        Guard.Shape(gk, targets * K.Rows, K.Columns);
        Guard.Shape(gv, targets * K.Rows, K.Columns);
        fixed (float* pg = g.Data, pq = Q.Data, pk = K.Data, pv = V.Data, pp = probabilities, pgq = gq.Data, pgk = gk.Data, pgv = gv.Data)
        fixed (float* rk = RelativeKeys.Data, rq = RelativeQueries.Data)
        fixed (int* queries = QueryStarts, keys = KeyStarts, positions = Positions, indices = Relative?.Indices)
        {
            var job = new AttentionRelevanceJob
            {
                Items = Items(queries, keys),
                Scores = Scores(new(pq, Q.Stride), new(pk, K.Stride), positions, indices, new(rk, RelativeKeys.Stride), new(rq, RelativeQueries.Stride)),
                Targets = targets,
                QueryKeyFactor = queryKeyFactor,
                ValueFactor = valueFactor,
                G = new(pg, g.Stride),
                V = new(pv, V.Stride),
                Probabilities = pp,
                GQ = new(pgq, gq.Stride),
                GK = new(pgk, gk.Stride),
                GV = new(pgv, gv.Stride),
            };
            workers.Run(ref job, targets == 0 ? 0 : job.Items.KeyItems, 1);
            AttentionItems.ClearPadding(gq);
            AttentionItems.ClearPadding(gk);
            AttentionItems.ClearPadding(gv);
        }

        GC.KeepAlive(Bias);
    }

    /// <summary>gv = Pᵀ·g.</summary>
    public unsafe void RelevanceOfValue(in Matrix g, ReadOnlySpan<float> probabilities, in Matrix gv, Workers workers)
    {
        CheckStarts();
        int columns = CheckHeads(g.Columns) * Shape.KeyValueHeads;
        int targets = Guard.Targets(g, QueryStarts[^1]);
        Guard.Whole(g);
        Guard.Shape(gv, targets * KeyStarts[^1], columns);
        CheckPositions();
        CheckProbabilities(probabilities, mayLack: false);
        fixed (float* pg = g.Data, pp = probabilities, pgv = gv.Data)
        fixed (int* queries = QueryStarts, keys = KeyStarts, positions = Positions)
        {
            var job = new AttentionRelevanceJob
            {
                Items = new(queries, keys, QueryStarts.Length - 1, Shape.Heads, Shape.KeyValueHeads, g.Columns),
                Scores = new AttentionScores { Mask = new(Shape, positions) },
                Targets = targets,
                ValueFactor = 1f,
                G = new(pg, g.Stride),
                Probabilities = pp,
                GV = new(pgv, gv.Stride),
            };
            workers.Run(ref job, targets == 0 ? 0 : job.Items.KeyItems, 1);
            AttentionItems.ClearPadding(gv);
        }
    }

    private unsafe AttentionItems Items(int* queries, int* keys) => new(queries, keys, QueryStarts.Length - 1, Shape.Heads, Shape.KeyValueHeads, Q.Columns);

    private unsafe AttentionScores Scores(RawMatrix q, RawMatrix k, int* positions, int* indices, RawMatrix relativeKeys, RawMatrix relativeQueries) => new()
    {
        Mask = new(Shape, positions),
        Scale = Shape.Scale,
        HeadColumns = Q.Columns / Shape.Heads,
        Q = q,
        K = k,
        Bias = Bias?.Rows ?? default,
        Relative = Relative is null ? default : new(indices, Relative.Reach, relativeKeys, relativeQueries),
    };

    private void Check(ReadOnlySpan<float> probabilities)
    {
        CheckStarts();
        int columns = CheckHeads(Q.Columns) * Shape.KeyValueHeads;
        Guard.Shape(Q, QueryStarts[^1], Q.Columns, "q");
        Guard.Shape(K, KeyStarts[^1], columns, "k");
        Guard.Shape(V, KeyStarts[^1], columns, "v");
        CheckPositions();
        if (Bias is not null && Bias.Heads != Shape.Heads)
        {
            throw new ArgumentException($"bias: expected {Shape.Heads} heads, found {Bias.Heads}.");
        }

        if (Relative is not null)
        {
            if (Shape.KeyValueHeads != Shape.Heads)
            {
                throw new ArgumentException($"shape: relative embeddings need as many heads of keys as of queries, {Shape.Heads}, found {Shape.KeyValueHeads}.");
            }

            CheckEmbeddings(RelativeKeys, "keys");
            CheckEmbeddings(RelativeQueries, "queries");
        }

        CheckProbabilities(probabilities, mayLack: true);
    }

    private void CheckStarts()
    {
        if (QueryStarts.Length == 0 || KeyStarts.Length != QueryStarts.Length)
        {
            throw new ArgumentException($"keyStarts: expected as many starts as for the queries, {QueryStarts.Length}, and at least one, found {KeyStarts.Length}.");
        }

        Guard.Starts(QueryStarts, QueryStarts[^1], "queryStarts");
        Guard.Starts(KeyStarts, KeyStarts[^1], "keyStarts");
        for (int s = 1; s < KeyStarts.Length; s++)
        {
            if (KeyStarts[s] == KeyStarts[s - 1] && QueryStarts[s] > QueryStarts[s - 1])
            {
                throw new ArgumentException($"keyStarts: sequence {s - 1} has queries but no keys.");
            }
        }
    }

    /// <summary>Columns of a head.</summary>
    private int CheckHeads(int columns)
    {
        if (Shape.Heads < 1 || columns == 0 || columns % Shape.Heads != 0)
        {
            throw new ArgumentException($"heads: expected a divisor of the {columns} columns, found {Shape.Heads}.");
        }

        if (Shape.KeyValueHeads < 1 || Shape.Heads % Shape.KeyValueHeads != 0)
        {
            throw new ArgumentException($"shape: expected heads of keys and values that divide the {Shape.Heads} heads, found {Shape.KeyValueHeads}.");
        }

        if (Shape.Window < 0)
        {
            throw new ArgumentException($"shape: expected a window of 0 or more, found {Shape.Window}.");
        }

        return columns / Shape.Heads;
    }

    /// <summary>Every query stands at a key, where that counts: it then sees one at least.</summary>
    private void CheckPositions()
    {
        if (!Positions.IsEmpty && Positions.Length != QueryStarts[^1])
        {
            throw new ArgumentException($"positions: expected {QueryStarts[^1]}, one a query, found {Positions.Length}.");
        }

        bool counts = Shape.Hides || Bias is not null || Relative is not null;
        for (int s = 1; counts && s < QueryStarts.Length; s++)
        {
            int keys = KeyStarts[s] - KeyStarts[s - 1], queries = QueryStarts[s] - QueryStarts[s - 1];
            if (Positions.IsEmpty && queries > keys)
            {
                throw new ArgumentException($"queryStarts: sequence {s - 1} has {queries} queries for {keys} keys, and their positions count.");
            }

            for (int i = QueryStarts[s - 1]; !Positions.IsEmpty && i < QueryStarts[s]; i++)
            {
                if ((uint)Positions[i] >= (uint)keys)
                {
                    throw new ArgumentException($"positions: query {i} stands at {Positions[i]}, and its sequence has {keys} keys.");
                }
            }
        }
    }

    private void CheckEmbeddings(in Matrix embeddings, string name)
    {
        if (!embeddings.IsEmpty)
        {
            Guard.Shape(embeddings, 2 * Relative!.Span, Q.Columns, name);
        }
    }

    private void CheckProbabilities(ReadOnlySpan<float> probabilities, bool mayLack)
    {
        long needed = Attention.ProbabilityCount(QueryStarts, KeyStarts, Shape.Heads);
        if (!(mayLack && probabilities.IsEmpty) && probabilities.Length < needed)
        {
            throw new ArgumentException($"probabilities: expected {needed} floats, found {probabilities.Length}.", nameof(probabilities));
        }
    }
}
