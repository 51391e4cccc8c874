namespace LrpGen.Runtime;

/// <summary>
/// The derivative of attention, an item a head of a sequence: with g the derivative by the context,
/// gv = Pᵀ·g, dP = g·vᵀ, dS = P ⊙ (dP − Σ P⊙dP), gq = scale·dS·k, gk = scale·dSᵀ·q. Without q only gv is computed.
/// </summary>
/// <remarks>
/// Queries pass in blocks, so that their rows of P and dS stay in the cache. gv and gk sum over queries; they are computed
/// transposed (<c>gvᵀ = gᵀ·P</c>), because then P and dS can be read as they lie, as the weights of a product.
/// </remarks>
internal unsafe struct AttentionRelevanceJob : IJob
{
    public AttentionShape Shape;
    public int Targets;
    public float Scale;
    public float QueryKeyFactor;
    public float ValueFactor;
    public RawMatrix G;
    public RawMatrix Q;
    public RawMatrix K;
    public RawMatrix V;
    public float* Probabilities;
    public RawMatrix GQ;
    public RawMatrix GK;
    public RawMatrix GV;

    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        for (int i = start; i < end; i++)
        {
            AttentionItem item = Shape.Item(i);
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
            int at = (row / item.Keys * Shape.Keys) + item.FirstKey + (row % item.Keys);
            new Span<float>(GV.Row(at) + item.Column, Shape.HeadColumns).Clear();
            if (!GK.IsEmpty)
            {
                new Span<float>(GK.Row(at) + item.Column, Shape.HeadColumns).Clear();
            }
        }
    }

    private readonly void Head<T>(AttentionItem item, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        int columns = Shape.HeadColumns;
        var memory = new Memory(scratch, columns, item.PaddedKeys);
        if (!Q.IsEmpty)
        {
            float* k = K.Row(item.FirstKey) + item.Column, v = V.Row(item.FirstKey) + item.Column;
            AttentionPacking.ColumnsAsOutputs<T>(k, K.Stride, item.Keys, columns, Scale * QueryKeyFactor, memory.Keys);
            AttentionPacking.RowsAsOutputs(v, V.Stride, item.Keys, columns, 1f, memory.Values);
            if (Probabilities == null)
            {
                AttentionPacking.RowsAsOutputs(k, K.Stride, item.Keys, columns, Scale, memory.ScoreKeys);
            }
        }

        for (int target = 0; target < Targets; target++)
        {
            for (int query = 0; query < item.Queries; query += AttentionShape.QueryBlock)
            {
                Queries<T>(item, memory, target, query, Math.Min(AttentionShape.QueryBlock, item.Queries - query));
            }

            int firstKey = (target * Shape.Keys) + item.FirstKey;
            Transpose.Run(memory.ValueSums, item.PaddedKeys, GV.Row(firstKey) + item.Column, GV.Stride, columns, item.Keys);
            if (!Q.IsEmpty)
            {
                Transpose.Run(memory.KeySums, item.PaddedKeys, GK.Row(firstKey) + item.Column, GK.Stride, columns, item.Keys);
            }
        }
    }

    /// <summary>What one block of queries of one target adds.</summary>
    private readonly void Queries<T>(in AttentionItem item, in Memory memory, int target, int query, int count)
        where T : unmanaged, ILanes<T>
    {
        int columns = Shape.HeadColumns, padded = Matrix.Pad(columns), paddedKeys = item.PaddedKeys;
        int row = item.FirstQuery + query, targetRow = (target * Shape.Queries) + row;
        float* g = G.Row(targetRow) + item.Column;
        float* probabilities;
        if (Probabilities != null)
        {
            probabilities = Probabilities + item.Probabilities + ((long)query * paddedKeys);
        }
        else
        {
            probabilities = memory.Probabilities;
            AttentionForwardJob.Probability<T>(Q.Row(row) + item.Column, Q.Stride, memory.ScoreKeys, item, count, columns, probabilities);
        }

        // gvᵀ += (factor·g)ᵀ·P
        Transpose.Run(g, G.Stride, memory.Transposed, AttentionShape.QueryBlock, count, columns, ValueFactor);
        SumOverQueries<T>(memory.Transposed, probabilities, paddedKeys, count, columns, memory.ValueSums, query > 0);
        if (Q.IsEmpty)
        {
            return;
        }

        // dP = g·vᵀ, then dS
        var product = new TileProduct
        {
            X = g,
            XStride = G.Stride,
            W = memory.Values,
            WStep = 16,
            BlockStride = 16 * columns,
            Inputs = columns,
            Y = memory.Scores,
            YStride = paddedKeys,
        };
        product.Run<T, SignedWeights>(count, paddedKeys / 16);
        SoftmaxRows.Backward<T>(probabilities, memory.Scores, count, item.Keys);

        // gq = dS·(factor·scale·k)
        product = new TileProduct
        {
            X = memory.Scores,
            XStride = paddedKeys,
            W = memory.Keys,
            WStep = padded,
            BlockStride = 16,
            Inputs = item.Keys,
            Y = memory.Queries,
            YStride = padded,
        };
        product.Run<T, SignedWeights>(count, padded / 16);
        AttentionPacking.CopyRows(memory.Queries, padded, GQ.Row(targetRow) + item.Column, GQ.Stride, count, columns);

        // gkᵀ += (factor·scale·q)ᵀ·dS
        Transpose.Run(Q.Row(row) + item.Column, Q.Stride, memory.Transposed, AttentionShape.QueryBlock, count, columns, Scale * QueryKeyFactor);
        SumOverQueries<T>(memory.Transposed, memory.Scores, paddedKeys, count, columns, memory.KeySums, query > 0);
    }

    /// <summary>sums [columns, keys] (+)= transposed [columns, queries] · rows [queries, keys].</summary>
    private static void SumOverQueries<T>(float* transposed, float* rows, int paddedKeys, int queries, int columns, float* sums, bool accumulate)
        where T : unmanaged, ILanes<T>
    {
        var product = new TileProduct
        {
            X = transposed,
            XStride = AttentionShape.QueryBlock,
            W = rows,
            WStep = paddedKeys,
            BlockStride = 16,
            Inputs = queries,
            Y = sums,
            YStride = paddedKeys,
            Accumulate = accumulate,
        };
        product.Run<T, SignedWeights>(columns, paddedKeys / 16);
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

        public Memory(Scratch scratch, int columns, int paddedKeys)
        {
            int padded = Matrix.Pad(columns);
            nint head = (nint)paddedKeys * padded, block = (nint)AttentionShape.QueryBlock * padded, rows = (nint)AttentionShape.QueryBlock * paddedKeys;
            float* at = scratch.Floats((5 * head) + (2 * block) + (2 * rows));
            Keys = at;
            Values = Keys + head;
            ScoreKeys = Values + head;
            ValueSums = ScoreKeys + head;
            KeySums = ValueSums + head;
            Transposed = KeySums + head;
            Queries = Transposed + block;
            Scores = Queries + block;
            Probabilities = Scores + rows;
        }
    }
}
