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
        for (int row = 0; row < gIn.Rows; row++)
        {
            Padded(gIn, row).Clear();
        }

        for (int row = 0; row < g.Rows; row++)
        {
            Padded(g, row).CopyTo(Padded(gIn, (row / sequences * rows) + starts[row % sequences]));
        }
    }

    private static Span<float> Padded(in Matrix matrix, int row) => matrix.Data.Slice(row * matrix.Stride, Matrix.Pad(matrix.Columns));

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
