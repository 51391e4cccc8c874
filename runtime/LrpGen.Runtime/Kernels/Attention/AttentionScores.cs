using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>The scores of one head and their softmax, by blocks of queries: products with the keys, and what is added to them.</summary>
internal unsafe struct AttentionScores
{
    public AttentionMask Mask;
    public float Scale;
    public int HeadColumns;
    public RawMatrix Q;
    public RawMatrix K;
    public RelativeBiasRows Bias;
    public DisentangledScores Relative;

    /// <summary>Floats of scratch that a head needs beside its keys.</summary>
    public readonly long ScratchOf(int keys) => Relative.IsEmpty ? 0 : Relative.ScratchOf(keys, HeadColumns);

    /// <summary>Scaled keys as outputs of a product, into <paramref name="keys"/>, and what the added scores need.</summary>
    public readonly void Prepare<T>(in AttentionItem item, float* keys, float* scratch)
        where T : unmanaged, ILanes<T>
    {
        float* k = K.Row(item.FirstKey) + item.KeyColumn;
        AttentionPacking.RowsAsOutputs(k, K.Stride, item.Keys, HeadColumns, Scale, keys);
        if (!Relative.IsEmpty)
        {
            Relative.Prepare<T>(item, k, K.Stride, HeadColumns, Scale, scratch);
        }
    }

    /// <summary>The probabilities of a block of queries, over the keys that one of them sees.</summary>
    /// <param name="item">The head.</param>
    /// <param name="query">The first query of the block.</param>
    /// <param name="count">Number of queries.</param>
    /// <param name="seen">The keys that one of them sees.</param>
    /// <param name="keys">What <see cref="Prepare"/> wrote.</param>
    /// <param name="scratch">The memory that it was given.</param>
    /// <param name="scores">Receives the probabilities, a row a query.</param>
    public readonly void Probabilities<T>(in AttentionItem item, int query, int count, KeyRange seen, float* keys, float* scratch, float* scores)
        where T : unmanaged, ILanes<T>
    {
        float* q = Q.Row(item.FirstQuery + query) + item.Column;
        var product = new TileProduct
        {
            X = q,
            XStride = Q.Stride,
            W = keys + ((nint)seen.From * HeadColumns),
            WStep = 16,
            BlockStride = 16 * HeadColumns,
            Inputs = HeadColumns,
            Y = scores + seen.From,
            YStride = item.PaddedKeys,
        };
        product.Run<T, SignedWeights>(count, seen.Blocks);
        if (!Bias.IsEmpty)
        {
            for (int i = 0; i < count; i++)
            {
                Bias.Add<T>(item.Column / HeadColumns, Mask.Position(item, query + i), seen, scores + ((nint)i * item.PaddedKeys));
            }
        }

        if (!Relative.IsEmpty)
        {
            Relative.Add<T>(item, Mask, query, count, seen, q, Q.Stride, HeadColumns, scratch, scores);
        }

        if (Mask.Hides)
        {
            for (int i = 0; i < count; i++)
            {
                Masked<T>(scores + ((nint)i * item.PaddedKeys), Mask.Of(item, query + i), seen);
            }
        }
        else
        {
            SoftmaxRows.Forward<T>(scores, count, item.Keys);
        }
    }

    /// <summary>Zero where a kept row of probabilities was not computed.</summary>
    public static void ClearUnseen(float* rows, int count, int paddedKeys, KeyRange seen)
    {
        for (int i = 0; i < count; i++)
        {
            float* row = rows + ((nint)i * paddedKeys);
            new Span<float>(row, seen.From).Clear();
            new Span<float>(row + seen.PaddedTo, paddedKeys - seen.PaddedTo).Clear();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Masked<T>(float* row, KeyRange own, KeyRange seen)
        where T : unmanaged, ILanes<T>
    {
        int first = own.From / 16 * 16;
        new Span<float>(row + seen.From, first - seen.From).Clear();
        SoftmaxRows.ForwardPart<T>(row, own.From, own.To);
        new Span<float>(row + own.PaddedTo, seen.PaddedTo - own.PaddedTo).Clear();
    }
}
