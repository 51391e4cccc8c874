using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>PReLU (He et al. 2015): z where z &gt; 0, else a·z, with a slope a for each channel, or one for all.</summary>
public sealed unsafe class ChannelSlopes : IDisposable
{
    private readonly AlignedBuffer _slopes;

    /// <summary>Reads the slopes.</summary>
    /// <param name="slopes">[1] or [channels].</param>
    /// <param name="channels">Number of channels.</param>
    /// <exception cref="ArgumentException">The shape does not fit.</exception>
    public ChannelSlopes(IFloatSource slopes, int channels)
        : this(new NewSections(), slopes, channels)
    {
    }

    internal ChannelSlopes(IWeightSections sections, IFloatSource slopes, int channels)
    {
        ArgumentNullException.ThrowIfNull(slopes);
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        if (slopes.Shape.Length != 1 || (slopes.Shape[0] != 1 && slopes.Shape[0] != channels))
        {
            throw new ArgumentException($"{slopes.Name}: expected [1] or [{channels}], found [{string.Join(", ", slopes.Shape.ToArray())}].", nameof(slopes));
        }

        Columns = channels;
        bool isOne = slopes.Shape[0] == 1;
        _slopes = sections.Floats(slopes.Name + "/slopes", Matrix.Pad(channels), values =>
        {
            Span<float> own = values.Slice(0, channels);
            slopes.Read(0, isOne ? own[..1] : own);
            if (isOne)
            {
                own.Fill(own[0]);
            }
        });
    }

    /// <summary>Number of channels.</summary>
    public int Columns { get; }

    /// <summary>y = f(z); y may be z.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix z, Matrix y, ChannelSlopes slopes, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(slopes);
        slopes.Run(z, z, y, isGradient: false, workers);
    }

    /// <summary>gIn = g ⊙ f′(z): the rows of one or more targets; at 0 the slope counts. gIn may be g.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Gradient(Matrix g, Matrix z, Matrix gIn, ChannelSlopes slopes, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(slopes);
        slopes.Run(g, z, gIn, isGradient: true, workers);
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _slopes.Dispose();

    // y = x where z > 0, else a·x: the function with x = z, its derivative with x = g.
    private void Run(Matrix x, Matrix z, Matrix y, bool isGradient, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        Guard.Targets(x, z.Rows);
        Guard.Shape(z, z.Rows, Columns);
        Guard.Shape(x, isGradient ? x.Rows : z.Rows, Columns);
        Guard.Shape(y, x.Rows, Columns);
        fixed (float* px = x.Data, pz = z.Data, py = y.Data)
        {
            SlopeFormula formula = new() { X = new(px, x.Stride), Z = new(pz, z.Stride), Slopes = _slopes.Pointer, Y = new(py, y.Stride) };

            // Each column has a slope of its own, so that rows are not alike.
            RuleJob<SlopeFormula>.Run(formula, x.Rows, z.Rows, Columns, isOneRun: false, workers);
        }

        GC.KeepAlive(this);
    }

    private struct SlopeFormula : IRuleFormula
    {
        public RawMatrix X;
        public RawMatrix Z;
        public float* Slopes;
        public RawMatrix Y;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Row<T>(int row, int at, nint count)
            where T : unmanaged, ILanes<T>
        {
            float* x = X.Row(row), z = Z.Row(at), y = Y.Row(row);
            T zero = T.Create(0f);
            for (nint c = 0; c < count; c += 16)
            {
                T value = T.Load(x + c);
                T.WhereGreater(T.Load(z + c), zero, value, value * T.Load(Slopes + c)).Store(y + c);
            }
        }
    }
}
