namespace LrpGen.Runtime;

/// <summary>context = softmax(scale·q·kᵀ)·v. An item is a head of a sequence.</summary>
internal unsafe struct AttentionForwardJob : IJob
{
    public AttentionShape Shape;
    public float Scale;
    public RawMatrix Q;
    public RawMatrix K;
    public RawMatrix V;
    public float* Probabilities;
    public RawMatrix Context;

    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        for (int i = start; i < end; i++)
        {
            Head<T>(Shape.Item(i), scratch);
        }
    }

    /// <summary>
    /// scores = scale·q·kᵀ for a block of queries, into <paramref name="scores"/>, and their softmax.
    /// <paramref name="keys"/> holds the scaled keys as outputs.
    /// </summary>
    public static void Probability<T>(float* q, nint qStride, float* keys, in AttentionItem item, int queries, int headColumns, float* scores)
        where T : unmanaged, ILanes<T>
    {
        var product = new TileProduct
        {
            X = q,
            XStride = qStride,
            W = keys,
            WStep = 16,
            BlockStride = 16 * headColumns,
            Inputs = headColumns,
            Y = scores,
            YStride = item.PaddedKeys,
        };
        product.Run<T, SignedWeights>(queries, item.PaddedKeys / 16);
        SoftmaxRows.Forward<T>(scores, queries, item.Keys);
    }

    private readonly void Head<T>(AttentionItem item, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        int columns = Shape.HeadColumns, padded = Matrix.Pad(columns), paddedKeys = item.PaddedKeys;
        float* keys = scratch.Floats(((long)paddedKeys * (columns + padded)) + ((long)AttentionShape.QueryBlock * (paddedKeys + padded)));
        float* values = keys + ((nint)paddedKeys * columns);
        float* context = values + ((nint)paddedKeys * padded);
        float* scores = context + (AttentionShape.QueryBlock * padded);
        AttentionPacking.RowsAsOutputs(K.Row(item.FirstKey) + item.Column, K.Stride, item.Keys, columns, Scale, keys);
        AttentionPacking.ColumnsAsOutputs<T>(V.Row(item.FirstKey) + item.Column, V.Stride, item.Keys, columns, 1f, values);
        for (int query = 0; query < item.Queries; query += AttentionShape.QueryBlock)
        {
            int count = Math.Min(AttentionShape.QueryBlock, item.Queries - query);
            int row = item.FirstQuery + query;
            float* probabilities = Probabilities == null ? scores : Probabilities + item.Probabilities + ((long)query * paddedKeys);
            Probability<T>(Q.Row(row) + item.Column, Q.Stride, keys, item, count, columns, probabilities);
            var product = new TileProduct
            {
                X = probabilities,
                XStride = paddedKeys,
                W = values,
                WStep = padded,
                BlockStride = 16,
                Inputs = item.Keys,
                Y = context,
                YStride = padded,
            };
            product.Run<T, SignedWeights>(count, padded / 16);
            AttentionPacking.CopyRows(context, padded, Context.Row(row) + item.Column, Context.Stride, count, columns);
        }
    }
}
