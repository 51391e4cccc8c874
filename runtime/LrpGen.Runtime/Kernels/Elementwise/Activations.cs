namespace LrpGen.Runtime;

/// <summary>Activation functions, their relevance and their gradient, element by element.</summary>
/// <remarks>
/// z, y: [rows, columns]. g, gIn: the rows of one or more targets, [targets·rows, columns]; gIn may be g. The parameter is that
/// of <see cref="Activation.LeakyRelu"/> and <see cref="Activation.Elu"/>, or the lower limit of <see cref="Activation.Clip"/>, whose
/// upper one is the second; the other functions have none.
/// </remarks>
public static unsafe class Activations
{
    /// <summary>y = f(z); y may be z.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Activation f, in Matrix z, in Matrix y, Workers workers, float parameter = 0, float second = 0)
    {
        Known(f);
        Guard.Whole(z);
        Guard.Shape(y, z.Rows, z.Columns);
        fixed (float* pz = z.Data, py = y.Data)
        {
            var job = new ActivationJob { Use = ActivationUse.Value, Function = f, Parameter = parameter, Second = second, Z = new(pz, z.Stride), Result = new(py, y.Stride), Columns = z.Columns };
            workers.Run(ref job, z.Rows, Workers.RowChunk(z.Columns));
        }
    }

    /// <summary>
    /// gIn = g ⊙ f(z)/z, the quotient taken analytically: the identity rule for element-wise functions (Achtibat et al. 2024,
    /// AttnLRP, proposition 3.4), finite at 0.
    /// </summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="NotSupportedException">The function is not 0 at 0.</exception>
    public static void Relevance(Activation f, in Matrix g, in Matrix z, in Matrix gIn, Workers workers, float parameter = 0, float second = 0)
    {
        if (!KeepsZero(f, parameter, second))
        {
            throw new NotSupportedException($"Relevance through {f} is not defined: f(z)/z is not finite at 0.");
        }

        Backward(ActivationUse.Relevance, f, parameter, second, g, z, gIn, workers);
    }

    /// <summary>gIn = g ⊙ f′(z).</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gradient(Activation f, in Matrix g, in Matrix z, in Matrix gIn, Workers workers, float parameter = 0, float second = 0) =>
        Backward(ActivationUse.Gradient, f, parameter, second, g, z, gIn, workers);

    private static void Backward(ActivationUse use, Activation f, float parameter, float second, in Matrix g, in Matrix z, in Matrix gIn, Workers workers)
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
                Parameter = parameter,
                Second = second,
                G = new(pg, g.Stride),
                Z = new(pz, z.Stride),
                ZRows = z.Rows,
                Result = new(pgIn, gIn.Stride),
                Columns = z.Columns,
            };
            workers.Run(ref job, g.Rows, Workers.RowChunk(z.Columns));
        }
    }

    /// <summary>Whether f(0) = 0: padding stays zero, and f(z)/z is finite.</summary>
    internal static bool KeepsZero(Activation f, float parameter = 0, float second = 0)
        => f is Activation.Clip ? parameter <= 0 && second >= 0 : f is not (Activation.Sigmoid or Activation.Softplus or Activation.HardSigmoid);

    /// <summary>Refuses a function with a parameter, which the tile of a product does not know.</summary>
    internal static void WithoutParameter(Activation f)
    {
        if (f is Activation.LeakyRelu or Activation.Elu or Activation.Clip)
        {
            throw new NotSupportedException($"{f} has a parameter and is not computed in the tile of a product.");
        }
    }

    private static void Known(Activation f)
    {
        if (f is < Activation.Gelu or > Activation.HardSigmoid)
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
    public float Parameter;
    public float Second;
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
                    ActivationRows.Value<TLanes>(Function, Parameter, Second, Z.Row(row), Result.Row(row), padded);
                    if (!Activations.KeepsZero(Function, Parameter, Second))
                    {
                        // σ(0) = ½, say: the padding has to be cleared.
                        new Span<float>(Result.Row(row) + Columns, padded - Columns).Clear();
                    }

                    break;
                case ActivationUse.Relevance:
                    ActivationRows.Relevance<TLanes>(Function, Parameter, Second, G.Row(row), Z.Row(row % ZRows), Result.Row(row), padded);
                    break;
                default:
                    ActivationRows.Gradient<TLanes>(Function, Parameter, Second, G.Row(row), Z.Row(row % ZRows), Result.Row(row), padded);
                    break;
            }
        }
    }
}
