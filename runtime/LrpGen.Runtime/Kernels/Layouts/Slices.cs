namespace LrpGen.Runtime;

/// <summary>Parts of an axis: what slices and concatenations copy, and the way back.</summary>
/// <remarks>
/// Along the channels a part is some columns (see <see cref="Layouts.Insert"/> and <see cref="Layouts.Extract"/> for columns
/// side by side), along any other axis some rows of every sample (<see cref="RowSlice"/>). The samples of several targets
/// count as samples.
/// </remarks>
public static class Slices
{
    /// <summary>part = the columns first, first + step, … of the whole.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Columns(Matrix whole, int first, int step, Matrix part)
    {
        Check(whole, first, step, part);
        for (int row = 0; row < part.Rows; row++)
        {
            ReadOnlySpan<float> source = whole[row];
            Span<float> target = part[row];
            for (int column = 0; column < target.Length; column++)
            {
                target[column] = source[first + (column * step)];
            }
        }

        Layouts.ClearPadding(part);
    }

    /// <summary>The adjoint of <see cref="Columns"/>: the columns of the whole that the part was taken from; 0 in all others.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void ColumnsAdjoint(Matrix part, int first, int step, Matrix whole)
    {
        Check(whole, first, step, part);
        Layouts.Clear(whole);
        for (int row = 0; row < part.Rows; row++)
        {
            ReadOnlySpan<float> source = part[row];
            Span<float> target = whole[row];
            for (int column = 0; column < source.Length; column++)
            {
                target[first + (column * step)] = source[column];
            }
        }
    }

    /// <summary>part = some rows of every sample of the whole.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Rows(Matrix whole, RowSlice slice, Matrix part)
    {
        Check(whole, slice, part);
        for (int row = 0; row < part.Rows; row++)
        {
            whole[WholeRow(slice, row)].CopyTo(part[row]);
        }

        Layouts.ClearPadding(part);
    }

    /// <summary>Copies a part into its rows of the whole, and leaves all others as they are: one part of a concatenation.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void InsertRows(Matrix part, RowSlice slice, Matrix whole)
    {
        Check(whole, slice, part);
        for (int row = 0; row < part.Rows; row++)
        {
            part[row].CopyTo(whole[WholeRow(slice, row)]);
        }
    }

    /// <summary>The adjoint of <see cref="Rows"/>: the rows that the part was taken from; 0 in all others.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void RowsAdjoint(Matrix part, RowSlice slice, Matrix whole)
    {
        Check(whole, slice, part);
        Layouts.Clear(whole);
        InsertRows(part, slice, whole);
    }

    private static int WholeRow(RowSlice slice, int row) =>
        (row / slice.PartPositions * slice.WholePositions) + slice.WholeRow(row % slice.PartPositions);

    private static void Check(Matrix whole, int first, int step, Matrix part)
    {
        Guard.Whole(part);
        Guard.Whole(whole);
        if (part.Rows != whole.Rows || first < 0 || step < 1 || first + ((part.Columns - 1) * step) >= whole.Columns)
        {
            throw new ArgumentException(
                $"Expected a part of [{whole.Rows}, {whole.Columns}], found [{part.Rows}, {part.Columns}] from column {first} on in steps of {step}.");
        }
    }

    private static void Check(Matrix whole, RowSlice slice, Matrix part)
    {
        int samples = SeparableTaps.Samples(whole, Math.Max(1, slice.WholePositions), nameof(whole));
        Guard.Whole(whole);
        Guard.Shape(part, samples * slice.PartPositions, whole.Columns);
        if (slice.First < 0 || slice.Step < 1 || slice.Count < 1 || slice.First + ((slice.Count - 1) * slice.Step) >= slice.Size)
        {
            throw new ArgumentException($"Expected indices of an axis of {slice.Size}, found {slice.Count} from {slice.First} on in steps of {slice.Step}.", nameof(slice));
        }
    }
}
