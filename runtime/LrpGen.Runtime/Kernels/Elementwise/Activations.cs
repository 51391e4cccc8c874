namespace LrpGen.Runtime;

/// <summary>Activation functions, their relevance and their gradient, element by element.</summary>
/// <remarks>z, y: [rows, columns]. g, gIn: the rows of one or more targets, [targets·rows, columns]; gIn may be g.</remarks>
public static unsafe class Activations
{
    /// <summary>y = f(z); y may be z.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Activation f, Matrix z, Matrix y, Workers workers)
    {
        Known(f);
        Guard.Whole(z);
        Guard.Shape(y, z.Rows, z.Columns);
        fixed (float* pz = z.Data, py = y.Data)
        {
            var job = new ActivationJob { Use = ActivationUse.Value, Function = f, Z = new(pz, z.Stride), Result = new(py, y.Stride), Columns = z.Columns };
            workers.Run(ref job, z.Rows, Workers.RowChunk(z.Columns));
        }
    }

    /// <summary>
    /// gIn = g ⊙ f(z)/z, the quotient taken analytically: the identity rule for element-wise functions (Achtibat et al. 2024,
    /// AttnLRP, proposition 3.4), finite at 0.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function is the sigmoid.</exception>
    public static void Relevance(Activation f, Matrix g, Matrix z, Matrix gIn, Workers workers)
    {
        if (f == Activation.Sigmoid)
        {
            throw new NotSupportedException("Relevance through a sigmoid is not defined: σ(z)/z is not finite at 0.");
        }

        Backward(ActivationUse.Relevance, f, g, z, gIn, workers);
    }

    /// <summary>gIn = g ⊙ f′(z).</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gradient(Activation f, Matrix g, Matrix z, Matrix gIn, Workers workers) =>
        Backward(ActivationUse.Gradient, f, g, z, gIn, workers);

    private static void Backward(ActivationUse use, Activation f, Matrix g, Matrix z, Matrix gIn, Workers workers)
    {
        Known(f);
        Guard.Targets(g, z.Rows);
        Guard.Shape(z, z.Rows, g.Columns);
        Guard.Whole(g);
        Guard.Shape(gIn, g.Rows, g.Columns);
        fixed (float* pg = g.Data, pz = z.Data, pgIn = gIn.Data)
        {
            var job = new ActivationJob
            {
                Use = use,
                Function = f,
                G = new(pg, g.Stride),
                Z = new(pz, z.Stride),
                ZRows = z.Rows,
                Result = new(pgIn, gIn.Stride),
                Columns = z.Columns,
            };
            workers.Run(ref job, g.Rows, Workers.RowChunk(z.Columns));
        }
    }

    private static void Known(Activation f)
    {
        if (f is < Activation.Gelu or > Activation.Sigmoid)
        {
            throw new ArgumentOutOfRangeException(nameof(f), f, "Not an activation function.");
        }
    }
}

/// <summary>What is computed of an activation function.</summary>
internal enum ActivationUse
{
    Value,
    Relevance,
    Gradient,
}

/// <summary>An activation function over rows.</summary>
internal unsafe struct ActivationJob : IJob
{
    public ActivationUse Use;
    public Activation Function;
    public RawMatrix G;
    public RawMatrix Z;
    public int ZRows;
    public RawMatrix Result;
    public int Columns;

    public readonly void Execute<TLanes>(int start, int end, Scratch scratch)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        int padded = Matrix.Pad(Columns);
        for (int row = start; row < end; row++)
        {
            switch (Use)
            {
                case ActivationUse.Value:
                    ActivationRows.Value<TLanes>(Function, Z.Row(row), Result.Row(row), padded);
                    if (Function == Activation.Sigmoid)
                    {
                        // σ(0) = ½: the padding has to be cleared.
                        new Span<float>(Result.Row(row) + Columns, padded - Columns).Clear();
                    }

                    break;
                case ActivationUse.Relevance:
                    ActivationRows.Relevance<TLanes>(Function, G.Row(row), Z.Row(row % ZRows), Result.Row(row), padded);
                    break;
                default:
                    ActivationRows.Gradient<TLanes>(Function, G.Row(row), Z.Row(row % ZRows), Result.Row(row), padded);
                    break;
            }
        }
    }
}
