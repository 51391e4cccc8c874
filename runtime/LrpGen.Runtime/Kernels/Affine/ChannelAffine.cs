namespace LrpGen.Runtime;

/// <summary>
/// A factor and an offset for each channel, y = (x − centre)·factor + shift: a batch norm that stands alone, a scale, the
/// standardisation of an input. As an operator of the relevance rules it is a diagonal matrix with a bias.
/// </summary>
/// <remarks>
/// The centre is subtracted before anything is multiplied: with centre·factor in the offset, an input far from zero and
/// close to its centre would lose the digits in which they differ.
/// </remarks>
public sealed unsafe class ChannelAffine : ILinearOperator, IDisposable
{
    // Five rows of padded channels.
    private const int CentreRow = 0, FactorRow = 1, ShiftRow = 2, BiasRow = 3, ZeroRow = 4, Rows = 5;

    private readonly AlignedBuffer _values;

    /// <summary>Takes the parameters over.</summary>
    /// <param name="centre">What is subtracted: one, or one a channel.</param>
    /// <param name="factor">What the difference is multiplied by: one, or one a channel.</param>
    /// <param name="shift">What is added: one, or one a channel.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="positions">Rows of one sample.</param>
    /// <exception cref="ArgumentException">The numbers of values do not fit.</exception>
    public ChannelAffine(IReadOnlyList<double> centre, IReadOnlyList<double> factor, IReadOnlyList<double> shift, int channels, int positions)
        : this(new NewSections(), "", () => (centre, factor, shift), channels, positions)
    {
    }

    /// <summary>Parameters in a section of a file of weights, or made for it.</summary>
    internal ChannelAffine(
        IWeightSections sections,
        string name,
        Func<(IReadOnlyList<double> Centre, IReadOnlyList<double> Factor, IReadOnlyList<double> Shift)> parameters,
        int channels,
        int positions)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(channels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(positions, 1);
        Columns = channels;
        InputPositions = positions;
        _values = sections.Floats(name + "/affine", Rows * (long)Matrix.Pad(channels), values =>
        {
            (IReadOnlyList<double> centre, IReadOnlyList<double> factor, IReadOnlyList<double> shift) = parameters();
            for (int c = 0; c < channels; c++)
            {
                (double from, double by, double to) = (At(centre, c), At(factor, c), At(shift, c));
                Row(values, CentreRow)[c] = (float)from;
                Row(values, FactorRow)[c] = (float)by;

                // What the rounding of the centre leaves out.
                Row(values, ShiftRow)[c] = (float)(to + (((float)from - from) * by));
                Row(values, BiasRow)[c] = (float)(to - (from * by));
            }
        });
    }

    /// <summary>Number of channels.</summary>
    public int Columns { get; }

    /// <inheritdoc/>
    public int InputPositions { get; }

    /// <inheritdoc/>
    public int OutputPositions => InputPositions;

    /// <summary>What is added to factor·x in all: shift − centre·factor. With its padding.</summary>
    public ReadOnlySpan<float> Bias => Row(_values, BiasRow);

    /// <summary>(x − mean)/deviation, as networks standardise their input.</summary>
    /// <param name="mean">One, or one a channel.</param>
    /// <param name="deviation">One, or one a channel; not 0.</param>
    /// <param name="channels">Number of channels.</param>
    /// <param name="positions">Rows of one sample.</param>
    /// <exception cref="ArgumentException">The numbers of values do not fit.</exception>
    public static ChannelAffine Standardise(IReadOnlyList<double> mean, IReadOnlyList<double> deviation, int channels, int positions)
    {
        ArgumentNullException.ThrowIfNull(deviation);
        return new ChannelAffine(mean, [.. deviation.Select(d => 1 / d)], [0], channels, positions);
    }

    /// <summary>y = (x − centre)·factor + shift. y may be x.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix x, ChannelAffine affine, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(affine);
        affine.Forward(x, WeightMap.Identity, InputMap.Identity, withBias: true, y, workers);
    }

    /// <inheritdoc/>
    public void Forward(Matrix x, WeightMap map, InputMap inputs, bool withBias, Matrix y, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        InputMapJob.Known(inputs);
        using Workers.Turn turn = workers.Begin();
        bool isWhole = withBias && map == WeightMap.Identity && inputs == InputMap.Identity;
        Run(x, y, workers, new AffineFormula
        {
            Inputs = inputs,
            Centre = Pointer(isWhole ? CentreRow : ZeroRow),
            Factor = Mapped(FactorRow, map, workers, 0),
            Shift = isWhole ? Pointer(ShiftRow) : withBias ? Mapped(BiasRow, map, workers, 1) : Pointer(ZeroRow),
        });
    }

    /// <inheritdoc/>
    public void Adjoint(Matrix g, WeightMap map, Matrix gIn, bool accumulate, Workers workers)
    {
        ArgumentNullException.ThrowIfNull(workers);
        using Workers.Turn turn = workers.Begin();
        Run(g, gIn, workers, new AffineFormula
        {
            Centre = Pointer(ZeroRow),
            Factor = Mapped(FactorRow, map, workers, 0),
            Shift = Pointer(ZeroRow),
            Accumulate = accumulate,
        });
    }

    /// <summary>Frees the memory.</summary>
    public void Dispose() => _values.Dispose();

    private double At(IReadOnlyList<double> values, int channel) =>
        values.Count == 1 ? values[0]
        : values.Count == Columns ? values[channel]
        : throw new ArgumentException($"Expected one value or {Columns}, one a channel, found {values.Count}.");

    private Span<float> Row(AlignedBuffer values, int row) => values.Slice(row * (long)Matrix.Pad(Columns), Matrix.Pad(Columns));

    private float* Pointer(int row) => _values.Pointer + (row * (nint)Matrix.Pad(Columns));

    // A row, or what a map makes of it, in one of two places of the workers' memory.
    private float* Mapped(int row, WeightMap map, Workers workers, int place)
    {
        WeightMaps.Known(map);
        float* values = Pointer(row);
        if (map == WeightMap.Identity)
        {
            return values;
        }

        int padded = Matrix.Pad(Columns);
        float* mapped = workers.Common(2 * padded) + (place * padded);
        new Span<float>(mapped, padded).Clear();
        for (int c = 0; c < Columns; c++)
        {
            mapped[c] = map switch
            {
                WeightMap.Magnitude => MathF.Abs(values[c]),
                WeightMap.Positive => MathF.Max(values[c], 0),
                WeightMap.Negative => MathF.Min(values[c], 0),
                WeightMap.Square => values[c] * values[c],
                _ => 1,
            };
        }

        return mapped;
    }

    private void Run(Matrix x, Matrix y, Workers workers, AffineFormula formula)
    {
        Guard.Shape(x, x.Rows, Columns);
        Guard.Shape(y, x.Rows, Columns);
        fixed (float* px = x.Data, py = y.Data)
        {
            formula.X = new(px, x.Stride);
            formula.Y = new(py, y.Stride);

            // Each column has parameters of its own, so that rows are not alike.
            RuleJob<AffineFormula>.Run(formula, x.Rows, x.Rows, Columns, isOneRun: false, workers);
        }

        GC.KeepAlive(this);
    }

    /// <summary>y (+)= (map(x) − centre)·factor + shift. In the padding factor and shift are 0.</summary>
    private struct AffineFormula : IRuleFormula
    {
        public RawMatrix X;
        public InputMap Inputs;
        public float* Centre;
        public float* Factor;
        public float* Shift;
        public RawMatrix Y;
        public bool Accumulate;

        public readonly void Row<T>(int row, int at, nint count)
            where T : unmanaged, ILanes<T>
        {
            float* x = X.Row(row), y = Y.Row(row);
            InputMap inputs = Inputs;
            for (nint c = 0; c < count; c += 16)
            {
                T centred = InputMapJob.Apply(inputs, T.Load(x + c)) - T.Load(Centre + c);
                T result = T.MultiplyAdd(centred, T.Load(Factor + c), T.Load(Shift + c));
                (Accumulate ? result + T.Load(y + c) : result).Store(y + c);
            }
        }
    }
}
