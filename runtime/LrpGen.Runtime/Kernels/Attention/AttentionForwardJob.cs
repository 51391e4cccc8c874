namespace LrpGen.Runtime;

/// <summary>context = softmax(scores)·v. An item is a head of a sequence.</summary>
internal unsafe struct AttentionForwardJob : IJob
{
    public AttentionItems Items;
    public AttentionScores Scores;
    public RawMatrix V;
    public float* Probabilities;
    public RawMatrix Context;

    public readonly void Execute<T>(int start, int end, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        for (int i = start; i < end; i++)
        {
            AttentionItem item = Items.QueryItem(i);
            if (item.Queries > 0)
            {
                Head<T>(item, scratch);
            }
        }
    }

    private readonly void Head<T>(AttentionItem item, Scratch scratch)
        where T : unmanaged, ILanes<T>
    {
        int columns = Items.HeadColumns, padded = Matrix.Pad(columns), paddedKeys = item.PaddedKeys;
        float* keys = scratch.Floats(
            ((long)paddedKeys * (columns + padded)) + ((long)AttentionItems.QueryBlock * (paddedKeys + padded)) + Scores.ScratchOf(item.Keys));
        float* values = keys + ((nint)paddedKeys * columns);
        float* context = values + ((nint)paddedKeys * padded);
        float* scores = context + (AttentionItems.QueryBlock * padded);
        float* more = scores + (AttentionItems.QueryBlock * (nint)paddedKeys);
        Scores.Prepare<T>(item, keys, more);
        AttentionPacking.ColumnsAsOutputs<T>(V.Row(item.FirstKey) + item.KeyColumn, V.Stride, item.Keys, columns, 1f, values);
        for (int query = 0; query < item.Queries; query += AttentionItems.QueryBlock)
        {
            int count = Math.Min(AttentionItems.QueryBlock, item.Queries - query);
            float* probabilities = Probabilities == null ? scores : Probabilities + item.Probabilities + ((long)query * paddedKeys);
            KeyRange seen = Scores.Mask.Of(item, query, count);
            Scores.Probabilities<T>(item, query, count, seen, keys, more, probabilities);
            if (Probabilities != null && Scores.Mask.Hides)
            {
                AttentionScores.ClearUnseen(probabilities, count, paddedKeys, seen);
            }

            var product = new TileProduct
            {
                X = probabilities + seen.From,
                XStride = paddedKeys,
                W = values + ((nint)seen.From * padded),
                WStep = padded,
                BlockStride = 16,
                Inputs = seen.Count,
                Y = context,
                YStride = padded,
            };
            product.Run<T, SignedWeights>(count, padded / 16);
            AttentionPacking.CopyRows(context, padded, Context.Row(item.FirstQuery + query) + item.Column, Context.Stride, count, columns);
        }
    }
}
