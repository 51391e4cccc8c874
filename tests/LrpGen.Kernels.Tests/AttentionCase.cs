using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Random inputs of an attention, what the kernels make of them, and what the formulas say.</summary>
internal sealed class AttentionCase : IDisposable
{
    public const int Targets = 2;

    private readonly int _headColumns;

    public AttentionCase(int heads, int keyValueHeads, int headColumns, int[] queryStarts, int[] keyStarts, AttentionShape shape)
    {
        var random = new Random(7);
        (_headColumns, QueryStarts, KeyStarts, Shape) = (headColumns, queryStarts, keyStarts, shape);
        (int columns, int keyColumns) = (heads * headColumns, keyValueHeads * headColumns);
        Q = TestMatrix.Random(random, queryStarts[^1], columns, 0, 96, 2);
        K = TestMatrix.Random(random, keyStarts[^1], keyColumns, 48, 48, 2);
        V = TestMatrix.Random(random, keyStarts[^1], keyColumns, 96);
        G = TestMatrix.Random(random, Targets * queryStarts[^1], columns, 0, 16);
    }

    /// <summary>Shapes that reach every branch: blocks of 64 queries, ranges that begin and end within a vector, one key, no queries.</summary>
    public static Dictionary<string, Func<AttentionCase>> Named { get; } = new()
    {
        ["grouped"] = () => Of(6, 2, 10, new(6, 0.3f) { KeyValueHeads = 2 }),
        ["causal"] = () => Of(3, 3, 12, new(3, 0.3f) { Causal = true }),
        ["one head for all"] = () => Of(4, 1, 16, new(4, 0.3f) { KeyValueHeads = 1, Causal = true }),
        ["window"] = () => Of(2, 2, 5, new(2, 0.3f) { Window = 20 }),
        ["narrow window"] = () => Of(2, 2, 17, new(2, 0.3f) { Window = 3 }),
        ["causal window"] = () => Of(4, 2, 8, new(4, 0.3f) { KeyValueHeads = 2, Causal = true, Window = 33 }),
        ["window of one"] = () => Of(1, 1, 3, new(1, 0.3f) { Causal = true, Window = 1 }),
        ["last rows"] = () => Fewer(new(2, 0.3f) { Causal = true, Window = 7, Queries = QueryPlace.Last }),
        ["first rows"] = () => Fewer(new(2, 0.3f) { Window = 7 }),
        ["given rows"] = () => Fewer(new(2, 0.3f) { Causal = true }, [8, 3, 33, 0, 12]),
        ["bias"] = () => Of(3, 3, 8, new(3, 1f)).With(range: 140),
        ["short bias"] = () => Of(3, 3, 8, new(3, 1f) { Causal = true }).With(range: 3),
        ["bias of given rows"] = () => Fewer(new(2, 0.5f), [8, 3, 33, 0, 12]).With(range: 9),
        ["disentangled"] = () => Of(2, 2, 8, new(2, 0.2f)).With(new RelativePositions(8, 8, 40), true, true),
        ["disentangled, plain distances"] = () => Of(2, 2, 10, new(2, 0.2f)).With(new RelativePositions(24, -1, 24), true, true),
        ["content to position"] = () => Of(3, 3, 16, new(3, 0.2f)).With(new RelativePositions(16, 16, 64), true, false),
        ["position to content"] = () => Of(3, 3, 7, new(3, 0.2f)).With(new RelativePositions(16, 16, 64), false, true),
        ["disentangled, no terms"] = () => Of(2, 2, 4, new(2, 0.2f)).With(new RelativePositions(16, 16, 64), false, false),
        ["disentangled, given rows"] = () => Fewer(new(2, 0.2f), [8, 3, 33, 0, 12]).With(new RelativePositions(16, 16, 64), true, true),
    };

    public int[] QueryStarts { get; }

    public int[] KeyStarts { get; }

    public AttentionShape Shape { get; }

    public int[] Positions { get; init; } = [];

    public RelativeBias? Bias { get; init; }

    public RelativePositions? Relative { get; private set; }

    public TestMatrix? RelativeKeys { get; private set; }

    public TestMatrix? RelativeQueries { get; private set; }

    public TestMatrix Q { get; }

    public TestMatrix K { get; }

    public TestMatrix V { get; }

    public TestMatrix G { get; }

    public float[] Probabilities { get; private set; } = [];

    public TestMatrix Context { get; private set; } = null!;

    public TestMatrix GQ { get; private set; } = null!;

    public TestMatrix GK { get; private set; } = null!;

    public TestMatrix GV { get; private set; } = null!;

    public void Run(Workers workers, bool keep)
    {
        // Garbage, as reused memory holds.
        Probabilities = new float[keep ? Attention.ProbabilityCount(QueryStarts, KeyStarts, Shape.Heads) : 0];
        Array.Fill(Probabilities, float.NaN);
        Context = TestMatrix.Dirty(Q.Rows, Q.Columns, 16);
        GQ = TestMatrix.Dirty(Targets * Q.Rows, Q.Columns, 0, 96);
        GK = TestMatrix.Dirty(Targets * K.Rows, K.Columns, 48, 48);
        GV = TestMatrix.Dirty(Targets * K.Rows, K.Columns, 96);
        if (Relative is null)
        {
            Attention.Forward(Q.View, K.View, V.View, QueryStarts, KeyStarts, Shape, Probabilities, Context.View, workers, Positions, Bias);
            Attention.Relevance(
                G.View, Q.View, K.View, V.View, QueryStarts, KeyStarts, Shape, Probabilities, 0.25f, 0.5f, GQ.View, GK.View, GV.View, workers, Positions, Bias);
            return;
        }

        RelativeEmbeddings relative = new()
        {
            Positions = Relative,
            Keys = RelativeKeys is null ? default : RelativeKeys.View,
            Queries = RelativeQueries is null ? default : RelativeQueries.View,
        };
        DisentangledAttention.Forward(Q.View, K.View, V.View, relative, QueryStarts, KeyStarts, Shape, Probabilities, Context.View, workers, Positions);
        DisentangledAttention.Relevance(
            G.View, Q.View, K.View, V.View, relative, QueryStarts, KeyStarts, Shape, Probabilities, 0.25f, 0.5f, GQ.View, GK.View, GV.View, workers, Positions);
    }

    public AttentionReference Reference() => new(this, _headColumns);

    /// <summary>One sequence of it.</summary>
    public AttentionCase Alone(int s)
    {
        (int query, int queries, int key, int keys) = (QueryStarts[s], QueryStarts[s + 1] - QueryStarts[s], KeyStarts[s], KeyStarts[s + 1] - KeyStarts[s]);
        AttentionCase alone = new(Shape.Heads, Shape.KeyValueHeads, _headColumns, [0, queries], [0, keys], Shape)
        {
            Positions = Positions.Length == 0 ? [] : Positions[query..(query + queries)],
            Bias = Bias,
            Relative = Relative,
            RelativeKeys = RelativeKeys,
            RelativeQueries = RelativeQueries,
        };
        Copy(Q, alone.Q, query, 0);
        Copy(K, alone.K, key, 0);
        Copy(V, alone.V, key, 0);
        for (int t = 0; t < Targets; t++)
        {
            for (int r = 0; r < queries; r++)
            {
                for (int c = 0; c < G.Columns; c++)
                {
                    alone.G[(t * queries) + r, c] = G[(t * Q.Rows) + query + r, c];
                }
            }
        }

        return alone;
    }

    public void CopyKeys(AttentionCase other)
    {
        Copy(other.K, K, 0, 0);
        Copy(other.V, V, 0, 0);
    }

    public void Dispose() => Bias?.Dispose();

    private static AttentionCase Of(int heads, int keyValueHeads, int headColumns, AttentionShape shape)
    {
        int[] starts = [0, 1, 18, 18, 150];
        return new(heads, keyValueHeads, headColumns, starts, starts, shape);
    }

    private static AttentionCase Fewer(AttentionShape shape, params int[] positions) =>
        new(2, 2, 10, [0, 1, 2, 2, 5], [0, 9, 26, 29, 63], shape) { Positions = positions };

    private AttentionCase With(int range)
    {
        var random = new Random(3);
        float[] values = [.. Enumerable.Range(0, Shape.Heads * ((2 * range) + 1)).Select(_ => (random.NextSingle() * 2) - 1)];
        return new(Shape.Heads, Shape.KeyValueHeads, _headColumns, QueryStarts, KeyStarts, Shape) { Positions = Positions, Bias = new(values, Shape.Heads, range) };
    }

    private AttentionCase With(RelativePositions relative, bool keys, bool queries)
    {
        var random = new Random(4);
        Relative = relative;
        RelativeKeys = keys ? TestMatrix.Random(random, 2 * relative.Span, Q.Columns, 16) : null;
        RelativeQueries = queries ? TestMatrix.Random(random, 2 * relative.Span, Q.Columns, 0, 32) : null;
        return this;
    }

    private static void Copy(TestMatrix from, TestMatrix to, int fromRow, int toRow)
    {
        for (int r = 0; toRow + r < to.Rows; r++)
        {
            for (int c = 0; c < to.Columns; c++)
            {
                to[toRow + r, c] = from[fromRow + r, c];
            }
        }
    }
}
