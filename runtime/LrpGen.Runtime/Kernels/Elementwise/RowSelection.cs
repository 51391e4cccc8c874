namespace LrpGen.Runtime;

/// <summary>Picks rows, and puts them back.</summary>
public static class RowSelection
{
    /// <summary>y[s] = x[starts[s]]: the first row of each sequence.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="starts">First row of each sequence, and the number of all.</param>
    /// <param name="y">[sequences, columns].</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a sequence is empty.</exception>
    public static void First(in Matrix x, ReadOnlySpan<int> starts, in Matrix y)
    {
        Check(starts, x.Rows);
        Guard.Whole(x);
        Guard.Shape(y, starts.Length - 1, x.Columns);
        for (int s = 0; s + 1 < starts.Length; s++)
        {
            Padded(x, starts[s]).CopyTo(Padded(y, s));
        }
    }

    /// <summary>gIn = 0, except gIn[starts[s]] = g[s]: the adjoint of <see cref="First"/>, for each target.</summary>
    /// <param name="g">[targets·sequences, columns].</param>
    /// <param name="starts">First row of each sequence, and the number of all.</param>
    /// <param name="gIn">[targets·rows, columns].</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a sequence is empty.</exception>
    public static void FirstAdjoint(in Matrix g, ReadOnlySpan<int> starts, in Matrix gIn)
    {
        int sequences = Math.Max(0, starts.Length - 1);
        int targets = Guard.Targets(g, sequences);
        int rows = starts.Length == 0 ? 0 : starts[^1];
        Check(starts, rows);
        Guard.Whole(g);
        Guard.Shape(gIn, targets * rows, g.Columns);
        ClearRows(gIn);

        for (int row = 0; row < g.Rows; row++)
        {
            Padded(g, row).CopyTo(Padded(gIn, (row / sequences * rows) + starts[row % sequences]));
        }
    }

    /// <summary>y[s] = x[starts[s + 1] − 1]: the last row of each sequence.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="starts">First row of each sequence, and the number of all.</param>
    /// <param name="y">[sequences, columns].</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a sequence is empty.</exception>
    public static void Last(in Matrix x, ReadOnlySpan<int> starts, in Matrix y)
    {
        Check(starts, x.Rows);
        Guard.Whole(x);
        Guard.Shape(y, starts.Length - 1, x.Columns);
        for (int s = 0; s + 1 < starts.Length; s++)
        {
            Padded(x, starts[s + 1] - 1).CopyTo(Padded(y, s));
        }
    }

    /// <summary>gIn = 0, except gIn[starts[s + 1] − 1] = g[s]: the adjoint of <see cref="Last"/>, for each target.</summary>
    /// <param name="g">[targets·sequences, columns].</param>
    /// <param name="starts">First row of each sequence, and the number of all.</param>
    /// <param name="gIn">[targets·rows, columns].</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a sequence is empty.</exception>
    public static void LastAdjoint(in Matrix g, ReadOnlySpan<int> starts, in Matrix gIn)
    {
        int sequences = Math.Max(0, starts.Length - 1);
        int targets = Guard.Targets(g, sequences);
        int rows = starts.Length == 0 ? 0 : starts[^1];
        Check(starts, rows);
        Guard.Whole(g);
        Guard.Shape(gIn, targets * rows, g.Columns);
        ClearRows(gIn);
        for (int row = 0; row < g.Rows; row++)
        {
            Padded(g, row).CopyTo(Padded(gIn, (row / sequences * rows) + starts[(row % sequences) + 1] - 1));
        }
    }

    /// <summary>y[i] = x[rows[i]]: any rows, one or several of a sequence, in any order.</summary>
    /// <param name="x">[rows of all sequences, columns].</param>
    /// <param name="rows">The rows, counted over all sequences.</param>
    /// <param name="y">[rows.Length, columns].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static void Pick(in Matrix x, ReadOnlySpan<int> rows, in Matrix y)
    {
        CheckRows(rows, rows.Length, x.Rows);
        Guard.Whole(x);
        Guard.Shape(y, rows.Length, x.Columns);
        for (int i = 0; i < rows.Length; i++)
        {
            Padded(x, rows[i]).CopyTo(Padded(y, i));
        }
    }

    /// <summary>gIn[r] = Σ g[i] over the i with rows[i] = r: the adjoint of <see cref="Pick"/>, for each target.</summary>
    /// <param name="g">[targets·rows.Length, columns].</param>
    /// <param name="rows">The rows that were picked.</param>
    /// <param name="count">Number of rows to pick from.</param>
    /// <param name="gIn">[targets·count, columns].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static void PickAdjoint(in Matrix g, ReadOnlySpan<int> rows, int count, in Matrix gIn)
    {
        CheckRows(rows, rows.Length, count);
        int targets = Guard.Targets(g, rows.Length);
        Guard.Whole(g);
        Guard.Shape(gIn, targets * count, g.Columns);
        ClearRows(gIn);
        for (int row = 0; row < g.Rows; row++)
        {
            Span<float> to = Padded(gIn, (row / rows.Length * count) + rows[row % rows.Length]);
            System.Numerics.Tensors.TensorPrimitives.Add(to, Padded(g, row), to);
        }
    }

    /// <summary>As many rows as expected, and all of them there.</summary>
    internal static void CheckRows(ReadOnlySpan<int> rows, int expected, int count)
    {
        if (rows.Length != expected)
        {
            throw new ArgumentException($"rows: expected {expected}, found {rows.Length}.", nameof(rows));
        }

        foreach (int row in rows)
        {
            if ((uint)row >= (uint)count)
            {
                throw new ArgumentOutOfRangeException(nameof(rows), row, $"There are {count} rows, 0 to {count - 1}.");
            }
        }
    }

    internal static Span<float> Padded(in Matrix matrix, int row) => matrix.Data.Slice(row * matrix.Stride, Matrix.Pad(matrix.Columns));

    // Not all of the memory: what lies between padded rows may be somebody else's.
    private static void ClearRows(in Matrix matrix)
    {
        for (int row = 0; row < matrix.Rows; row++)
        {
            Padded(matrix, row).Clear();
        }
    }

    private static void Check(ReadOnlySpan<int> starts, int rows)
    {
        Guard.Starts(starts, rows);
        for (int s = 0; s + 1 < starts.Length; s++)
        {
            if (starts[s] == starts[s + 1])
            {
                throw new ArgumentException($"starts: sequence {s} has no rows.", nameof(starts));
            }
        }
    }
}
