using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>
/// What relative embeddings add to one head's scores: scale·qᵢ·rₖ(i − j) + scale·kⱼ·r_q(i − j). The products are taken with all
/// embeddings that the sequence reaches, and each score reads its own; the adjoint sums what meets at an embedding first.
/// </summary>
internal readonly unsafe struct DisentangledScores(int* indices, int reach, RawMatrix keys, RawMatrix queries)
{
    public bool IsEmpty => keys.IsEmpty && queries.IsEmpty;

    /// <summary>Floats of scratch for the scores of a head.</summary>
    public long ScratchOf(int count, int columns) => new Memory(null, Reached(count), columns, count).Floats;

    /// <summary>Floats of scratch for the adjoint.</summary>
    public long AdjointScratchOf(int count, int columns) => new AdjointMemory(null, Reached(count), columns, count).Floats;

    /// <summary>Copies the embeddings, scaled, and multiplies those of queries with the keys.</summary>
    public void Prepare<T>(in AttentionItem item, float* k, nint kStride, int columns, float scale, float* scratch)
        where T : unmanaged, ILanes<T>
    {
        Reach own = Reached(item.Keys);
        var memory = new Memory(scratch, own, columns, item.Keys);
        Rows(own, item.Keys, memory.Rows);
        if (!keys.IsEmpty)
        {
            AttentionPacking.RowsAsOutputs(keys.Row(own.First) + item.Column, keys.Stride, own.Count, columns, scale, memory.Keys);
        }

        if (!queries.IsEmpty)
        {
            AttentionPacking.RowsAsOutputs(queries.Row(own.First) + item.Column, queries.Stride, own.Count, columns, scale, memory.Queries);
            Product<T>(k, kStride, memory.Queries, columns, item.Keys, own.Padded, memory.KeyProducts);
        }
    }

    /// <summary>Adds to the scores of a block of queries.</summary>
    public void Add<T>(
        in AttentionItem item, in AttentionMask mask, int query, int count, KeyRange seen, float* q, nint qStride, int columns, float* scratch, float* scores)
        where T : unmanaged, ILanes<T>
    {
        Reach own = Reached(item.Keys);
        var memory = new Memory(scratch, own, columns, item.Keys);
        if (!keys.IsEmpty)
        {
            Product<T>(q, qStride, memory.Keys, columns, count, own.Padded, memory.QueryProducts);
        }

        for (int i = 0; i < count; i++)
        {
            // Row j of the distance from this query to key j is behind this by −j.
            int* rows = memory.Rows + item.Keys - 1 + mask.Position(item, query + i);
            float* row = scores + ((nint)i * item.PaddedKeys);
            float* products = keys.IsEmpty ? null : memory.QueryProducts + ((nint)i * own.Padded);
            AddRow(row, seen, rows, products, queries.IsEmpty ? null : memory.KeyProducts, own.Padded);
        }
    }

    /// <summary>Copies the embeddings for the adjoint, times a factor, and sets the sums over queries to zero.</summary>
    public void PrepareAdjoint<T>(in AttentionItem item, int columns, float factor, float* scratch)
        where T : unmanaged, ILanes<T>
    {
        Reach own = Reached(item.Keys);
        var memory = new AdjointMemory(scratch, own, columns, item.Keys);
        Rows(own, item.Keys, memory.Rows);
        if (!keys.IsEmpty)
        {
            AttentionPacking.ColumnsAsOutputs<T>(keys.Row(own.First) + item.Column, keys.Stride, own.Count, columns, factor, memory.Keys);
        }

        if (!queries.IsEmpty)
        {
            AttentionPacking.ColumnsAsOutputs<T>(queries.Row(own.First) + item.Column, queries.Stride, own.Count, columns, factor, memory.Queries);
            new Span<float>(memory.KeySums, checked(item.Keys * own.Padded)).Clear();
        }
    }

    /// <summary>What the derivatives of a block's scores give to its queries is added to <paramref name="gq"/>; those of keys are summed.</summary>
    public void AddQueries<T>(
        in AttentionItem item, in AttentionMask mask, int query, int count, KeyRange seen, float* scores, int columns, float* scratch, float* gq)
        where T : unmanaged, ILanes<T>
    {
        Reach own = Reached(item.Keys);
        var memory = new AdjointMemory(scratch, own, columns, item.Keys);
        new Span<float>(memory.QuerySums, count * own.Padded).Clear();
        for (int i = 0; i < count; i++)
        {
            int* rows = memory.Rows + item.Keys - 1 + mask.Position(item, query + i);
            float* row = scores + ((nint)i * item.PaddedKeys);
            float* sums = keys.IsEmpty ? null : memory.QuerySums + ((nint)i * own.Padded);
            CollectRow(row, seen, rows, sums, queries.IsEmpty ? null : memory.KeySums, own.Padded);
        }

        if (!keys.IsEmpty)
        {
            Sum<T>(memory.QuerySums, own, memory.Keys, columns, count, gq, accumulate: true);
        }
    }

    /// <summary>What the summed derivatives give to the keys is added to them.</summary>
    public void AddKeys<T>(in AttentionItem item, int columns, float* scratch, float* gk, nint gkStride)
        where T : unmanaged, ILanes<T>
    {
        if (queries.IsEmpty)
        {
            return;
        }

        Reach own = Reached(item.Keys);
        var memory = new AdjointMemory(scratch, own, columns, item.Keys);
        Sum<T>(memory.KeySums, own, memory.Queries, columns, item.Keys, memory.KeyResults, accumulate: false);
        int padded = Matrix.Pad(columns);
        for (int j = 0; j < item.Keys; j++)
        {
            float* to = gk + (j * gkStride), from = memory.KeyResults + ((nint)j * padded);
            for (int c = 0; c < columns; c++)
            {
                to[c] += from[c];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddRow(float* row, KeyRange seen, int* rows, float* queryProducts, float* keyProducts, nint stride)
    {
        float* keyProduct = keyProducts + (seen.From * stride);
        for (nint j = seen.From; j < seen.To; j++, keyProduct += stride)
        {
            int at = rows[-j];
            float sum = row[j];
            if (queryProducts != null)
            {
                sum += queryProducts[at];
            }

            if (keyProducts != null)
            {
                sum += keyProduct[at];
            }

            row[j] = sum;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CollectRow(float* row, KeyRange seen, int* rows, float* querySums, float* keySums, nint stride)
    {
        float* keySum = keySums + (seen.From * stride);
        for (nint j = seen.From; j < seen.To; j++, keySum += stride)
        {
            int at = rows[-j];
            if (querySums != null)
            {
                querySums[at] += row[j];
            }

            if (keySums != null)
            {
                keySum[at] += row[j];
            }
        }
    }

    private static void Product<T>(float* x, nint stride, float* packed, int columns, int rows, int outputs, float* y)
        where T : unmanaged, ILanes<T>
    {
        var product = new TileProduct { X = x, XStride = stride, W = packed, WStep = 16, BlockStride = 16 * columns, Inputs = columns, Y = y, YStride = outputs };
        product.Run<T, SignedWeights>(rows, outputs / 16);
    }

    private static void Sum<T>(float* sums, Reach own, float* embeddings, int columns, int rows, float* y, bool accumulate)
        where T : unmanaged, ILanes<T>
    {
        int padded = Matrix.Pad(columns);
        var product = new TileProduct
        {
            X = sums,
            XStride = own.Padded,
            W = embeddings,
            WStep = padded,
            BlockStride = 16,
            Inputs = own.Count,
            Y = y,
            YStride = padded,
            Accumulate = accumulate,
        };
        product.Run<T, SignedWeights>(rows, padded / 16);
    }

    /// <summary>The embeddings that some keys can reach, whatever the query.</summary>
    private Reach Reached(int count)
    {
        int distance = Math.Min(count - 1, reach), first = indices[reach - distance];
        return new(first, indices[reach + distance] + 1 - first);
    }

    /// <summary>For each distance query − key from −(count − 1) on: the embedding, counted from the first that is reached.</summary>
    private void Rows(Reach own, int count, int* rows)
    {
        for (int i = 0; i < (2 * count) - 1; i++)
        {
            rows[i] = indices[Math.Clamp(i - count + 1, -reach, reach) + reach] - own.First;
        }
    }

    /// <summary>Some embeddings, one behind the other.</summary>
    private readonly record struct Reach(int First, int Count)
    {
        public int Padded => Matrix.Pad(Count);
    }

    /// <summary>A head's scratch memory for its scores.</summary>
    private readonly struct Memory
    {
        public readonly int* Rows;
        public readonly float* Keys;
        public readonly float* Queries;
        public readonly float* QueryProducts;
        public readonly float* KeyProducts;
        public readonly long Floats;

        public Memory(float* at, Reach own, int columns, int count)
        {
            Rows = (int*)at;
            Keys = at + Matrix.Pad(2 * count);
            Queries = Keys + ((nint)own.Padded * columns);
            QueryProducts = Queries + ((nint)own.Padded * columns);
            KeyProducts = QueryProducts + (AttentionItems.QueryBlock * (nint)own.Padded);
            Floats = KeyProducts + ((nint)count * own.Padded) - at;
        }
    }

    /// <summary>A head's scratch memory for the adjoint.</summary>
    private readonly struct AdjointMemory
    {
        public readonly int* Rows;
        public readonly float* Keys;
        public readonly float* Queries;
        public readonly float* QuerySums;
        public readonly float* KeySums;
        public readonly float* KeyResults;
        public readonly long Floats;

        public AdjointMemory(float* at, Reach own, int columns, int count)
        {
            nint padded = Matrix.Pad(columns);
            Rows = (int*)at;
            Keys = at + Matrix.Pad(2 * count);
            Queries = Keys + (own.Padded * padded);
            QuerySums = Queries + (own.Padded * padded);
            KeySums = QuerySums + (AttentionItems.QueryBlock * (nint)own.Padded);
            KeyResults = KeySums + ((nint)count * own.Padded);
            Floats = KeyResults + (count * padded) - at;
        }
    }
}
