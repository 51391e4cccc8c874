namespace LrpGen.Runtime;

/// <summary>
/// The derivative of attention, an item a key and value head of a sequence, with all query heads that read it: with g the
/// derivative by the context, gv = Pᵀ·g, dP = g·vᵀ, dS = P ⊙ (dP − Σ P⊙dP), gq = scale·dS·k, gk = scale·dSᵀ·q, where gv and gk sum
/// over the query heads. Without q only gv is computed.
/// </summary>
/// <remarks>
/// Queries pass in blocks, so that their rows of P and dS stay in the cache. gv and gk sum over queries; they are computed
/// transposed (<c>gvᵀ = gᵀ·P</c>), because then P and dS can be read as they lie, as the weights of a product.
/// </remarks>
internal unsafe struct AttentionRelevanceJob : IJob
{
    public AttentionItems Items;
    public AttentionScores Scores;
    public int Targets;
    public float QueryKeyFactor;
    public float ValueFactor;
    public RawMatrix G;
    public RawMatrix V;
    public float* Probabilities;
    public RawMatrix GQ;
    public RawMatrix GK;
    public RawMatrix GV;

    private readonly bool ValueOnly => Scores.Q.IsEmpty;

    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        for (int i = start; i < end; i++)
        {
            AttentionItem item = Items.KeyItem(i);
            if (item.Queries > 0)
            {
                Head<T>(item, scratch);
            }
            else
            {
                Clear(item);
            }
        }
    }

    /// <summary>Keys that nobody asks get nothing.</summary>
    private readonly void Clear(in AttentionItem item)
    {
        for (int row = 0; row < Targets * item.Keys; row++)
        {
            int at = (row / item.Keys * Items.Keys) + item.FirstKey + (row % item.Keys);
            new Span<float>(GV.Row(at) + item.KeyColumn, Items.HeadColumns).Clear();
            if (!GK.IsEmpty)
            {
                new Span<float>(GK.Row(at) + item.KeyColumn, Items.HeadColumns).Clear();
            }
        }
    }

    private readonly void Head<T>(AttentionItem first, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        int columns = Items.HeadColumns;
        var memory = new Memory(scratch, columns, first.PaddedKeys, ValueOnly ? 0 : Scores.ScratchOf(first.Keys), RelativeScratchOf(first));
        if (!ValueOnly)
        {
            float* k = Scores.K.Row(first.FirstKey) + first.KeyColumn, v = V.Row(first.FirstKey) + first.KeyColumn;
            AttentionPacking.ColumnsAsOutputs<T>(k, Scores.K.Stride, first.Keys, columns, Scores.Scale * QueryKeyFactor, memory.Keys);
            AttentionPacking.RowsAsOutputs(v, V.Stride, first.Keys, columns, 1f, memory.Values);
            if (Probabilities == null)
            {
                Scores.Prepare<T>(first, memory.ScoreKeys, memory.More);
            }
        }

        for (int target = 0; target < Targets; target++)
        {
            if (Scores.Mask.Hides)
            {
                // Blocks of queries add to the keys that they see.
                new Span<float>(memory.ValueSums, columns * first.PaddedKeys).Clear();
                new Span<float>(memory.KeySums, columns * first.PaddedKeys).Clear();
            }

            if (!Scores.Relative.IsEmpty)
            {
                Scores.Relative.PrepareAdjoint<T>(first, columns, Scores.Scale * QueryKeyFactor, memory.Relative);
            }

            AttentionItem item = first;
            for (int head = 0; head < Items.Group; head++)
            {
                for (int query = 0; query < item.Queries; query += AttentionItems.QueryBlock)
                {
                    int count = Math.Min(AttentionItems.QueryBlock, item.Queries - query);
                    Queries<T>(item, memory, target, query, count, accumulate: Scores.Mask.Hides || head > 0 || query > 0);
                }

                item = Items.Next(item);
            }

            int firstKey = (target * Items.Keys) + first.FirstKey;
            Transpose.Run(memory.ValueSums, first.PaddedKeys, GV.Row(firstKey) + first.KeyColumn, GV.Stride, columns, first.Keys);
            if (!ValueOnly)
            {
                float* gk = GK.Row(firstKey) + first.KeyColumn;
                Transpose.Run(memory.KeySums, first.PaddedKeys, gk, GK.Stride, columns, first.Keys);
                if (!Scores.Relative.IsEmpty)
                {
                    Scores.Relative.AddKeys<T>(first, columns, memory.Relative, gk, GK.Stride);
                }
            }
        }
    }

    /// <summary>What one block of queries of one target adds.</summary>
    private readonly void Queries<T>(in AttentionItem item, in Memory memory, int target, int query, int count, bool accumulate)
        where T : unmanaged, ILanes<T>
    {
        int columns = Items.HeadColumns, padded = Matrix.Pad(columns), paddedKeys = item.PaddedKeys;
        int row = item.FirstQuery + query, targetRow = (target * Items.Queries) + row;
        float* g = G.Row(targetRow) + item.Column;
        KeyRange seen = Scores.Mask.Of(item, query, count);
        float* probabilities;
        if (Probabilities != null)
        {
            probabilities = Probabilities + item.Probabilities + ((long)query * paddedKeys);
        }
        else
        {
            probabilities = memory.Probabilities;
            Scores.Probabilities<T>(item, query, count, seen, memory.ScoreKeys, memory.More, probabilities);
        }

        // gvᵀ += (factor·g)ᵀ·P
        Transpose.Run(g, G.Stride, memory.Transposed, AttentionItems.QueryBlock, count, columns, ValueFactor);
        SumOverQueries<T>(memory.Transposed, probabilities, paddedKeys, seen, count, columns, memory.ValueSums, accumulate);
        if (ValueOnly)
        {
            return;
        }

        // dP = g·vᵀ, then dS
        var product = new TileProduct
        {
            X = g,
            XStride = G.Stride,
            W = memory.Values + ((nint)seen.From * columns),
            WStep = 16,
            BlockStride = 16 * columns,
            Inputs = columns,
            Y = memory.Scores + seen.From,
            YStride = paddedKeys,
        };
        product.Run<T, SignedWeights>(count, seen.Blocks);
        SoftmaxRows.Backward<T>(probabilities, memory.Scores, count, paddedKeys, seen);

        // gq = dS·(factor·scale·k)
        product = new TileProduct
        {
            X = memory.Scores + seen.From,
            XStride = paddedKeys,
            W = memory.Keys + ((nint)seen.From * padded),
            WStep = padded,
            BlockStride = 16,
            Inputs = seen.Count,
            Y = memory.Queries,
            YStride = padded,
        };
        product.Run<T, SignedWeights>(count, padded / 16);
        if (!Scores.Relative.IsEmpty)
        {
            Scores.Relative.AddQueries<T>(item, Scores.Mask, query, count, seen, memory.Scores, columns, memory.Relative, memory.Queries);
        }

        AttentionPacking.CopyRows(memory.Queries, padded, GQ.Row(targetRow) + item.Column, GQ.Stride, count, columns);

        // gkᵀ += (factor·scale·q)ᵀ·dS
        Transpose.Run(
            Scores.Q.Row(row) + item.Column, Scores.Q.Stride, memory.Transposed, AttentionItems.QueryBlock, count, columns, Scores.Scale * QueryKeyFactor);
        SumOverQueries<T>(memory.Transposed, memory.Scores, paddedKeys, seen, count, columns, memory.KeySums, accumulate);
    }

    private readonly long RelativeScratchOf(in AttentionItem item) =>
        Scores.Relative.IsEmpty ? 0 : Scores.Relative.AdjointScratchOf(item.Keys, Items.HeadColumns);

    /// <summary>sums [columns, keys] (+)= transposed [columns, queries] · rows [queries, keys].</summary>
    private static void SumOverQueries<T>(float* transposed, float* rows, int paddedKeys, KeyRange seen, int queries, int columns, float* sums, bool accumulate)
        where T : unmanaged, ILanes<T>
    {
        var product = new TileProduct
        {
            X = transposed,
            XStride = AttentionItems.QueryBlock,
            W = rows + seen.From,
            WStep = paddedKeys,
            BlockStride = 16,
            Inputs = queries,
            Y = sums + seen.From,
            YStride = paddedKeys,
            Accumulate = accumulate,
        };
        product.Run<T, SignedWeights>(columns, seen.Blocks);
    }

    /// <summary>One head's scratch memory.</summary>
    private readonly struct Memory
    {
        /// <summary>Scaled keys, [keys, padded columns].</summary>
        public readonly float* Keys;

        /// <summary>Values as outputs.</summary>
        public readonly float* Values;

        /// <summary>Scaled keys as outputs, where probabilities are computed again.</summary>
        public readonly float* ScoreKeys;

        /// <summary>gvᵀ and gkᵀ: [columns, padded keys].</summary>
        public readonly float* ValueSums;
        public readonly float* KeySums;

        /// <summary>A block of queries: [columns, block], [block, padded columns], and twice [block, padded keys].</summary>
        public readonly float* Transposed;
        public readonly float* Queries;
        public readonly float* Scores;
        public readonly float* Probabilities;

        /// <summary>What is added to scores, and its adjoint.</summary>
        public readonly float* More;
        public readonly float* Relative;

        public Memory(Scratch scratch, int columns, int paddedKeys, long more, long relative)
        {
            int padded = Matrix.Pad(columns);
            nint head = (nint)paddedKeys * padded, block = (nint)AttentionItems.QueryBlock * padded, rows = (nint)AttentionItems.QueryBlock * paddedKeys;
            float* at = scratch.Floats((5 * head) + (2 * block) + (2 * rows) + more + relative);
            Keys = at;
            Values = Keys + head;
            ScoreKeys = Values + head;
            ValueSums = ScoreKeys + head;
            KeySums = ValueSums + head;
            Transposed = KeySums + head;
            Queries = Transposed + block;
            Scores = Queries + block;
            Probabilities = Scores + rows;
            More = Probabilities + rows;
            Relative = More + more;
        }
    }
}
