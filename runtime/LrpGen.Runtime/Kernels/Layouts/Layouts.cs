namespace LrpGen.Runtime;

/// <summary>Copies between layouts: channels first or last, flattened, side by side.</summary>
/// <remarks>Each has its adjoint beside it, so that relevance finds the way back. Padding columns of a result are zero.</remarks>
public static unsafe class Layouts
{
    /// <summary>y = x with the channels moved to the end: NCHW to rows of positions.</summary>
    /// <param name="x">[samples][channels][positions], flat.</param>
    /// <param name="positions">Positions of a sample (depth × height × width).</param>
    /// <param name="y">Receives [samples·positions, channels].</param>
    /// <param name="workers">The workers to copy on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void FromChannelsFirst(ReadOnlySpan<float> x, int positions, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Whole(y);
        int samples = Samples(y, positions, nameof(y));
        CheckLength(x.Length, (long)y.Rows * y.Columns, nameof(x));
        fixed (float* px = x, py = y.Data)
        {
            PlanesJob.Run(new() { Planes = px, Rows = new(py, y.Stride), Channels = y.Columns, Positions = positions }, samples, workers);
        }
    }

    /// <summary>y = x with the channels moved to the front: rows of positions to NCHW.</summary>
    /// <param name="x">[samples·positions, channels].</param>
    /// <param name="positions">Positions of a sample.</param>
    /// <param name="y">Receives [samples][channels][positions], flat.</param>
    /// <param name="workers">The workers to copy on.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void ToChannelsFirst(Matrix x, int positions, Span<float> y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        int samples = Samples(x, positions, nameof(x));
        CheckLength(y.Length, (long)x.Rows * x.Columns, nameof(y));
        fixed (float* px = x.Data, py = y)
        {
            PlanesJob.Run(new() { Planes = py, Rows = new(px, x.Stride), Channels = x.Columns, Positions = positions, ToPlanes = true }, samples, workers);
        }
    }

    /// <summary>y = all values of a sample in one row, channels first (PyTorch's order of flatten).</summary>
    /// <param name="x">[samples·positions, channels].</param>
    /// <param name="positions">Positions of a sample.</param>
    /// <param name="y">Receives [samples, channels·positions].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Flatten(Matrix x, int positions, Matrix y)
    {
        int samples = Samples(x, positions, nameof(x));
        Guard.Shape(y, samples, positions * x.Columns);
        fixed (float* px = x.Data, py = y.Data)
        {
            for (int s = 0; s < samples; s++)
            {
                Transpose.Run(px + ((nint)s * positions * x.Stride), x.Stride, py + ((nint)s * y.Stride), positions, positions, x.Columns);
            }
        }

        ClearPadding(y);
    }

    /// <summary>The way back of <see cref="Flatten"/>, which is its adjoint.</summary>
    /// <param name="g">[samples, channels·positions]; the samples of several targets count as samples.</param>
    /// <param name="positions">Positions of a sample.</param>
    /// <param name="gIn">Receives [samples·positions, channels].</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void FlattenAdjoint(Matrix g, int positions, Matrix gIn)
    {
        Guard.Whole(gIn);
        int samples = Samples(gIn, positions, nameof(gIn));
        Guard.Shape(g, samples, positions * gIn.Columns);
        fixed (float* pg = g.Data, pgIn = gIn.Data)
        {
            for (int s = 0; s < samples; s++)
            {
                Transpose.Run(pg + ((nint)s * g.Stride), positions, pgIn + ((nint)s * positions * gIn.Stride), gIn.Stride, gIn.Columns, positions);
            }
        }

        ClearPadding(gIn);
    }

    /// <summary>Copies <paramref name="part"/> into columns of <paramref name="whole"/>: one part of a concatenation along the channels.</summary>
    /// <param name="part">[rows, columns].</param>
    /// <param name="whole">[rows, all columns]; only the part's columns are written.</param>
    /// <param name="first">The part's first column in the whole; any, not only multiples of 16.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Insert(Matrix part, Matrix whole, int first)
    {
        CheckPart(part, whole, first);
        for (int row = 0; row < part.Rows; row++)
        {
            part[row].CopyTo(whole[row].Slice(first, part.Columns));
        }

        if (first + part.Columns == whole.Columns)
        {
            ClearPadding(whole);
        }
    }

    /// <summary>Copies columns of <paramref name="whole"/> to <paramref name="part"/>: a slice, or the adjoint of <see cref="Insert"/>.</summary>
    /// <param name="whole">[rows, all columns].</param>
    /// <param name="first">First column.</param>
    /// <param name="part">Receives [rows, columns].</param>
    /// <param name="accumulate">Adds to what <paramref name="part"/> holds.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Extract(Matrix whole, int first, Matrix part, bool accumulate = false)
    {
        CheckPart(part, whole, first);
        for (int row = 0; row < part.Rows; row++)
        {
            ReadOnlySpan<float> source = whole[row].Slice(first, part.Columns);
            Span<float> target = part[row];
            if (accumulate)
            {
                System.Numerics.Tensors.TensorPrimitives.Add(target, source, target);
            }
            else
            {
                source.CopyTo(target);
            }
        }

        ClearPadding(part);
    }

    /// <summary>Every row of y = the values: a constant for each column (the bounds of the zᴮ rule as an input, say).</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Broadcast(ReadOnlySpan<float> values, Matrix y)
    {
        Guard.Whole(y);
        CheckLength(values.Length, y.Columns, nameof(values));
        for (int row = 0; row < y.Rows; row++)
        {
            values.CopyTo(y[row]);
        }

        ClearPadding(y);
    }

    /// <summary>y = 0, padding included.</summary>
    /// <exception cref="ArgumentException">The rows lack their padding.</exception>
    public static void Clear(Matrix y)
    {
        Guard.Whole(y);
        for (int row = 0; row < y.Rows; row++)
        {
            y.Data.Slice(row * y.Stride, Matrix.Pad(y.Columns)).Clear();
        }
    }

    internal static void ClearPadding(Matrix y)
    {
        int padding = Matrix.Pad(y.Columns) - y.Columns;
        for (int row = 0; padding > 0 && row < y.Rows; row++)
        {
            y.Data.Slice((row * y.Stride) + y.Columns, padding).Clear();
        }
    }

    private static int Samples(Matrix x, int positions, string name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        return SeparableTaps.Samples(x, positions, name);
    }

    private static void CheckLength(long found, long expected, string name)
    {
        if (found != expected)
        {
            throw new ArgumentException($"{name}: expected {expected} floats, found {found}.", name);
        }
    }

    private static void CheckPart(Matrix part, Matrix whole, int first)
    {
        Guard.Whole(part);
        Guard.Whole(whole);
        if (part.Rows != whole.Rows || first < 0 || first + part.Columns > whole.Columns)
        {
            throw new ArgumentException(
                $"Expected a part of [{whole.Rows}, {whole.Columns}], found [{part.Rows}, {part.Columns}] from column {first} on.");
        }
    }
}
