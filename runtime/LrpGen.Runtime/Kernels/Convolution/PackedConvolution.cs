namespace LrpGen.Runtime;

/// <summary>The parameters of a convolution or transposed convolution, packed for the kernels.</summary>
/// <remarks>
/// The copy for the adjoint direction is made when it is first asked for: a network that is only run forward never pays
/// for it. A file of packed weights holds it. The object may be used by several threads.
/// </remarks>
public sealed unsafe class PackedConvolution : ILinearOperator, IDisposable
{
    private readonly ConvolutionWeights _forward;
    private readonly AlignedBuffer _bias;
    private readonly Lazy<ConvolutionWeights> _adjoint;

    private PackedConvolution(ConvolutionShape shape, ConvolutionWeights forward, AlignedBuffer bias, bool hasBias, Lazy<ConvolutionWeights> adjoint)
    {
        Shape = shape;
        HasBias = hasBias;
        _forward = forward;
        _bias = bias;
        _adjoint = adjoint;
        GatherPlan down = GatherPlan.Convolution(shape), up = GatherPlan.Adjoint(shape);
        (ForwardPlan, AdjointPlan) = shape.Transposed ? (up, down) : (down, up);
        ForwardWeights = forward;
        if (NarrowInput.Suits(shape))
        {
            Narrow = new NarrowInput(shape);
            (ForwardPlan, AdjointPlan) = (Narrow.ForwardPlan, Narrow.AdjointPlan);
            ForwardWeights = forward.RowsAsSources(shape.Width.Kernel);
        }
    }

    /// <summary>The sizes.</summary>
    public ConvolutionShape Shape { get; }

    /// <summary>True if there is a bias, be it that of a fold.</summary>
    public bool HasBias { get; }

    /// <summary>The bias of all output channels, with zeros in the padding.</summary>
    public ReadOnlySpan<float> Bias => _bias.Span;

    /// <inheritdoc/>
    public int InputPositions => Shape.InputPositions;

    /// <inheritdoc/>
    public int OutputPositions => Shape.OutputPositions;

    /// <summary>The other way to compute it that few input channels ask for; null for none.</summary>
    internal NarrowInput? Narrow { get; }

    internal GatherPlan ForwardPlan { get; }

    internal GatherPlan AdjointPlan { get; }

    internal ConvolutionWeights ForwardWeights { get; }

    internal ConvolutionWeights AdjointWeights => _adjoint.Value;

    internal float* BiasPointer => _bias.Pointer;

    /// <summary>Packs the parameters of one layer.</summary>
    /// <param name="shape">The sizes.</param>
    /// <param name="weight">[outputs, inputs/groups, kernel…]; of a transposed convolution [inputs, outputs/groups, kernel…].</param>
    /// <param name="bias">[outputs]; null for none.</param>
    /// <param name="fold">An affine map behind the layer that becomes part of it: w·s and b·s + t; null for none.</param>
    /// <exception cref="ArgumentException">The shapes do not fit; the message lists all that do not.</exception>
    public static PackedConvolution Pack(ConvolutionShape shape, IFloatSource weight, IFloatSource? bias, AffineFold? fold = null) =>
        Pack(new NewSections(), shape, weight, bias, fold);

    internal static PackedConvolution Pack(
        IWeightSections sections, ConvolutionShape shape, IFloatSource weight, IFloatSource? bias, AffineFold? fold)
    {
        ArgumentNullException.ThrowIfNull(shape);
        ArgumentNullException.ThrowIfNull(weight);
        shape.Check();
        Check(shape, weight, bias, fold);
        if (fold is not null)
        {
            bias = fold.Bias(bias, weight.Name);
            weight = shape.Transposed ? fold.TransposedWeight(weight, shape) : fold.Weight(weight);
        }

        string name = weight.Name;
        ConvolutionWeights? forward = null;
        AlignedBuffer? biases = null;
        try
        {
            forward = ConvolutionWeights.In(
                (sections, name + "/blocks"), shape.OutputChannels, shape.InputChannels, shape.Groups, shape.Taps, packed => Fill(shape, weight, packed));
            biases = sections.Floats(name + "/bias", Matrix.Pad(shape.OutputChannels), values => bias?.Read(0, values.Slice(0, shape.OutputChannels)));
            return new PackedConvolution(shape, forward, biases, bias is not null, Adjoint(sections, name, shape, forward));
        }
        catch
        {
            forward?.Dispose();
            biases?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Forward(Matrix x, WeightMap map, InputMap inputs, bool withBias, Matrix y, Workers workers) =>
        Convolution.Forward(x, this, map, inputs, withBias, y, workers);

    /// <inheritdoc/>
    public void Adjoint(Matrix g, WeightMap map, Matrix gIn, bool accumulate, Workers workers) =>
        Convolution.Adjoint(g, this, map, gIn, accumulate, workers);

    /// <summary>Frees the memory.</summary>
    public void Dispose()
    {
        _forward.Dispose();
        _bias.Dispose();
        if (_adjoint.IsValueCreated)
        {
            _adjoint.Value.Dispose();
        }
    }

    private static Lazy<ConvolutionWeights> Adjoint(IWeightSections sections, string name, ConvolutionShape shape, ConvolutionWeights forward)
    {
        if (forward.IsDepthwise)
        {
            return new Lazy<ConvolutionWeights>(forward);
        }

        var adjoint = new Lazy<ConvolutionWeights>(() => NarrowInput.Suits(shape)
            ? forward.TransposedRows((sections, name + "/adjoint"), shape.Width.Kernel)
            : forward.Transposed((sections, name + "/adjoint")));
        if (!sections.MakesOnDemand)
        {
            _ = adjoint.Value;
        }

        return adjoint;
    }

    /// <summary>Reads one channel of the outermost dimension at a time.</summary>
    private static void Fill(ConvolutionShape shape, IFloatSource weight, ConvolutionWeights packed)
    {
        (int outer, int inner) = shape.Transposed ? (shape.InputChannels, shape.OutputChannels) : (shape.OutputChannels, shape.InputChannels);
        int innerPerGroup = inner / shape.Groups, outerPerGroup = outer / shape.Groups, taps = shape.Taps;
        var values = new float[innerPerGroup * taps];
        for (int o = 0; o < outer; o++)
        {
            weight.Read((long)o * values.Length, values);
            int first = o / outerPerGroup * innerPerGroup;
            for (int i = 0; i < values.Length; i++)
            {
                int other = first + (i / taps);
                (int result, int source) = shape.Transposed ? (other, o) : (o, other);
                packed[result, source, i % taps] = values[i];
            }
        }
    }

    private static void Check(ConvolutionShape shape, IFloatSource weight, IFloatSource? bias, AffineFold? fold)
    {
        var errors = new List<string>();
        (int outer, int inner) = shape.Transposed ? (shape.InputChannels, shape.OutputChannels) : (shape.OutputChannels, shape.InputChannels);
        long[] expected = [outer, inner / shape.Groups, .. shape.Kernel];
        if (!weight.Shape.SequenceEqual(expected))
        {
            errors.Add($"{weight.Name}: expected [{string.Join(", ", expected)}], found [{string.Join(", ", weight.Shape.ToArray())}].");
        }

        if (bias is not null && (bias.Shape.Length != 1 || bias.Shape[0] != shape.OutputChannels))
        {
            errors.Add($"{bias.Name}: expected [{shape.OutputChannels}], found [{string.Join(", ", bias.Shape.ToArray())}].");
        }

        if (fold is not null && (fold.Scale.Count != shape.OutputChannels || fold.Shift.Count != shape.OutputChannels))
        {
            errors.Add($"{weight.Name}: expected a fold of {shape.OutputChannels} channels, found {fold.Scale.Count} scales and {fold.Shift.Count} shifts.");
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors));
        }
    }
}
