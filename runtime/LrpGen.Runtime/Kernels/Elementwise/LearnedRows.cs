namespace LrpGen.Runtime;

/// <summary>Rows that a model learned: class and distillation tokens, position embeddings; and how they join a tensor.</summary>
/// <remarks>
/// x: [rows of all samples, columns]; g, gIn: the rows of one or more targets. Adding rows passes relevance (in gradient form) on
/// unchanged: there is no adjoint to compute.
/// </remarks>
public sealed class LearnedRows : IDisposable
{
    private readonly AlignedBuffer _values;

    /// <summary>Reads the rows.</summary>
    /// <param name="source">[…, columns]: whatever comes before the columns counts as rows.</param>
    /// <exception cref="ArgumentException">The tensor has no columns.</exception>
    public LearnedRows(IFloatSource source)
        : this(new NewSections(), source)
    {
    }

    internal LearnedRows(IWeightSections sections, IFloatSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        long rows = 1;
        foreach (long size in source.Shape)
        {
            rows *= size;
        }

        if (source.Shape.Length == 0 || rows is < 1 or > int.MaxValue / 2 || source.Shape[^1] > int.MaxValue / 32)
        {
            throw new ArgumentException($"{source.Name}: expected rows of columns, found [{string.Join(", ", source.Shape.ToArray())}].", nameof(source));
        }

        Columns = (int)source.Shape[^1];
        Rows = (int)(rows / Columns);
        int padded = Matrix.Pad(Columns);
        _values = sections.Floats(source.Name + "/rows", (long)Rows * padded, values =>
        {
            for (int row = 0; row < Rows; row++)
            {
                source.Read((long)row * Columns, values.Slice((long)row * padded, Columns));
            }
        });
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns, without padding.</summary>
    public int Columns { get; }

    /// <summary>The rows.</summary>
    public Matrix Values => new(_values.Span, Rows, Columns, Matrix.Pad(Columns));

    /// <summary>y = the learned rows and then its own, for each sample.</summary>
    /// <param name="learned">[learned rows, columns].</param>
    /// <param name="x">Input.</param>
    /// <param name="samples">Rows of each sample in x, or starts.</param>
    /// <param name="y">Receives the result: each sample has the learned rows more.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Prepend(in Matrix learned, in Matrix x, SampleRows samples, in Matrix y)
    {
        int count = samples.Samples(x.Rows, nameof(x));
        Guard.Whole(x);
        Guard.Shape(learned, learned.Rows, x.Columns);
        Guard.Shape(y, x.Rows + (count * learned.Rows), x.Columns);
        for (int s = 0, row = 0; s < count; s++)
        {
            for (int i = 0; i < learned.Rows; i++)
            {
                RowSelection.Padded(learned, i).CopyTo(RowSelection.Padded(y, row++));
            }

            for (int i = samples.First(s); i < samples.First(s + 1); i++)
            {
                RowSelection.Padded(x, i).CopyTo(RowSelection.Padded(y, row++));
            }
        }
    }

    /// <summary>gIn = g without the learned rows: the adjoint of <see cref="Prepend"/>, for each target.</summary>
    /// <param name="g">[targets·rows of y, columns].</param>
    /// <param name="learned">Number of learned rows.</param>
    /// <param name="samples">Rows of each sample in x, or starts.</param>
    /// <param name="gIn">[targets·rows of x, columns].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void PrependAdjoint(in Matrix g, int learned, SampleRows samples, in Matrix gIn)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(learned);
        int rows = samples.Starts.IsEmpty ? gIn.Rows : samples.Starts[^1];
        int count = samples.Samples(rows, nameof(gIn)), targets = Guard.Targets(gIn, rows);
        Guard.Whole(g);
        Guard.Shape(g, gIn.Rows + (targets * count * learned), gIn.Columns);
        Guard.Whole(gIn);
        for (int target = 0, row = 0; target < targets; target++)
        {
            for (int s = 0; s < count; s++)
            {
                row += learned;
                for (int i = samples.First(s); i < samples.First(s + 1); i++)
                {
                    RowSelection.Padded(g, row++).CopyTo(RowSelection.Padded(gIn, (target * rows) + i));
                }
            }
        }
    }

    /// <summary>y = x and to each row that of its place in its sample. y may be x.</summary>
    /// <param name="x">Input.</param>
    /// <param name="table">A row a place.</param>
    /// <param name="samples">Rows of each sample, or starts.</param>
    /// <param name="y">Receives the result.</param>
    /// <param name="workers">The workers to compute on.</param>
    /// <param name="first">The table's row for the first place.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or a sample is longer than the table.</exception>
    public static void AddPositions(in Matrix x, in Matrix table, SampleRows samples, in Matrix y, Workers workers, int first = 0)
    {
        ArgumentNullException.ThrowIfNull(workers);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        Check(x, table, y);
        int count = samples.Samples(x.Rows, nameof(x));
        for (int s = 0; s < count; s++)
        {
            int begin = samples.First(s), length = samples.First(s + 1) - begin;
            if (length > table.Rows - first)
            {
                throw new ArgumentException($"table: expected {first + length} rows for sample {s}, found {table.Rows}.", nameof(table));
            }

            Residual.Add(x.RowRange(begin, length), table.RowRange(first, length), y.RowRange(begin, length), workers);
        }
    }

    /// <summary>y = x and to each row the one that it names. y may be x.</summary>
    /// <param name="x">Input.</param>
    /// <param name="table">The rows that can be named: positions, types.</param>
    /// <param name="ids">For each row of x, a row of the table.</param>
    /// <param name="y">Receives the result.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public static void AddNamed(in Matrix x, in Matrix table, ReadOnlySpan<int> ids, in Matrix y)
    {
        Check(x, table, y);
        RowSelection.CheckRows(ids, x.Rows, table.Rows);
        for (int row = 0; row < x.Rows; row++)
        {
            System.Numerics.Tensors.TensorPrimitives.Add(RowSelection.Padded(x, row), RowSelection.Padded(table, ids[row]), RowSelection.Padded(y, row));
        }
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _values.Dispose();

    private static void Check(in Matrix x, in Matrix table, in Matrix y)
    {
        Guard.Whole(x);
        Guard.Shape(table, table.Rows, x.Columns);
        Guard.Shape(y, x.Rows, x.Columns);
    }
}
