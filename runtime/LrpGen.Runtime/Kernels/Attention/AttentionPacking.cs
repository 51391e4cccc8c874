namespace LrpGen.Runtime;

/// <summary>Copies of one head's rows in the layouts that the tile product reads as weights.</summary>
internal static unsafe class AttentionPacking
{
    /// <summary>
    /// Rows as the outputs of a product: blocks <c>[rows/16][columns][16]</c>, times a factor. The rows that fill up the last
    /// block are zero. <paramref name="target"/> holds Pad(rows)·columns floats.
    /// </summary>
    public static void RowsAsOutputs(float* source, nint stride, int rows, int columns, float factor, float* target)
    {
        for (int row = 0; row < rows; row += 16)
        {
            float* block = target + ((nint)row * columns);
            int count = Math.Min(16, rows - row);
            if (count < 16)
            {
                new Span<float>(block, 16 * columns).Clear();
            }

            Transpose.Run(source + (row * stride), stride, block, 16, count, columns, factor);
        }
    }

    /// <summary>
    /// Columns as the outputs of a product: rows padded with zeros to a multiple of 16, times a factor.
    /// <paramref name="target"/> holds rows·Pad(columns) floats.
    /// </summary>
    public static void ColumnsAsOutputs<T>(float* source, nint stride, int rows, int columns, float factor, float* target)
        where T : unmanaged, ILanes<T>
    {
        int padded = Matrix.Pad(columns), whole = columns / 16 * 16;
        T factors = T.Create(factor);
        for (int row = 0; row < rows; row++)
        {
            float* s = source + (row * stride), t = target + ((nint)row * padded);
            int c = 0;
            for (; c < whole; c += 16)
            {
                (T.Load(s + c) * factors).Store(t + c);
            }

            for (; c < columns; c++)
            {
                t[c] = s[c] * factor;
            }

            for (; c < padded; c++)
            {
                t[c] = 0;
            }
        }
    }

    /// <summary>Copies rows without their padding, which may be another head's columns.</summary>
    public static void CopyRows(float* source, nint sourceStride, float* target, nint targetStride, int rows, int columns)
    {
        for (int row = 0; row < rows; row++)
        {
            new ReadOnlySpan<float>(source + (row * sourceStride), columns).CopyTo(new Span<float>(target + (row * targetStride), columns));
        }
    }
}
