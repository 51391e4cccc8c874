namespace LrpGen.Runtime;

/// <summary>
/// A view of a row-major matrix of 32-bit floats that somebody else owns.
/// </summary>
/// <remarks>
/// Rows lie <see cref="Stride"/> floats apart. Buffers of a workspace have their stride rounded up to
/// <see cref="Padding"/> floats and hold zeros between <see cref="Columns"/> and the stride, so that kernels work on
/// whole vectors without a tail. Every kernel that writes a matrix keeps that promise.
/// A relevance matrix of several targets has the rows of the first target first, then those of the second, and so on:
/// its row count is a multiple of the row count of the forward matrix it belongs to.
/// </remarks>
public readonly ref struct Matrix
{
    /// <summary>Columns are padded to a multiple of this many floats (one 512-bit vector).</summary>
    public const int Padding = 16;

    // 2 KiB in floats.
    private const int Alias = 512;

    /// <summary>The floats: at least <c>(Rows − 1) · Stride + Columns</c> of them.</summary>
    public Span<float> Data { get; }

    /// <summary>Number of rows (tokens, sequences, pixels).</summary>
    public int Rows { get; }

    /// <summary>Number of columns (features, channels).</summary>
    public int Columns { get; }

    /// <summary>Distance between the starts of two rows, in floats.</summary>
    public int Stride { get; }

    /// <summary>Looks at <paramref name="data"/> as a matrix.</summary>
    /// <exception cref="ArgumentException">The data are too short for the shape.</exception>
    public Matrix(Span<float> data, int rows, int columns, int stride)
    {
        if (rows < 0 || columns < 0 || stride < columns
            || (rows > 0 && ((long)(rows - 1) * stride) + columns > data.Length))
        {
            throw new ArgumentException($"{data.Length} floats do not hold {rows} rows of {columns} columns, {stride} apart.");
        }

        Data = data;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>True for a matrix that is not there (<c>default</c>): an output that nobody reads.</summary>
    public bool IsEmpty => Data.IsEmpty;

    /// <summary>The columns of a row, without the padding.</summary>
    public Span<float> this[int row] => Data.Slice(checked(row * Stride), Columns);

    /// <summary>Rounds a column count up to whole vectors.</summary>
    public static int Pad(int columns) => (columns + Padding - 1) / Padding * Padding;

    /// <summary>The stride of rows that are read side by side, as the pixels of a convolution are: whole vectors.</summary>
    /// <remarks>
    /// Rows whose starts lie a multiple of 2 KiB apart fall into the same few sets of the first-level cache and push each other
    /// out of it, so such rows get a vector more.
    /// </remarks>
    public static int SpreadStride(int columns) => Pad(columns) % Alias == 0 ? Pad(columns) + Padding : Pad(columns);

    /// <summary>The view of <paramref name="columns"/> columns from column <paramref name="first"/> on, of every row.</summary>
    public Matrix Slice(int first, int columns) => new(Rows == 0 ? Data : Data[first..], Rows, columns, Stride);

    /// <summary>The view of <paramref name="count"/> rows from row <paramref name="first"/> on.</summary>
    public Matrix RowRange(int first, int count) => new(count == 0 ? [] : Data[(first * Stride)..], count, Columns, Stride);
}
