namespace LrpGen.Runtime;

/// <summary>
/// A scale s and a shift t for each output channel of a layer, folded into its parameters: w·s and b·s + t. That is what a
/// batch normalisation behind the layer does at inference.
/// </summary>
/// <param name="Scale">s, one for each output channel.</param>
/// <param name="Shift">t, one for each output channel.</param>
public sealed record AffineFold(IReadOnlyList<double> Scale, IReadOnlyList<double> Shift)
{
    /// <summary>Name of what is folded: what a weight is called with it is <c>layer.weight*name</c>.</summary>
    public string Name { get; init; } = "";

    /// <summary>(x − mean)/√(variance + ε)·weight + bias, with ε inside the root.</summary>
    /// <param name="mean">Running mean: [channels].</param>
    /// <param name="variance">Running variance (not its root): [channels].</param>
    /// <param name="weight">[channels]; null for ones.</param>
    /// <param name="bias">[channels]; null for zeros.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    /// <exception cref="CheckpointException">A variance with ε is not above 0: its root is no number, or 0 would be divided by.</exception>
    public static AffineFold BatchNorm(IFloatSource mean, IFloatSource variance, IFloatSource? weight, IFloatSource? bias, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        int channels = mean.Shape.Length == 1 ? (int)mean.Shape[0] : throw new ArgumentException($"{mean.Name}: expected [channels].", nameof(mean));
        float[] means = Read(mean, channels), variances = Read(variance, channels);
        float[]? weights = weight is null ? null : Read(weight, channels), biases = bias is null ? null : Read(bias, channels);
        var scale = new double[channels];
        var shift = new double[channels];
        for (int c = 0; c < channels; c++)
        {
            if (!(variances[c] + epsilon > 0))
            {
                throw new CheckpointException(FormattableString.Invariant(
                    $"{variance.Name}: expected variances that are above 0 with the {epsilon} that is added to them, found {variances[c]} in channel {c}"));
            }

            scale[c] = (weights?[c] ?? 1.0) / Math.Sqrt(variances[c] + epsilon);
            shift[c] = (biases?[c] ?? 0.0) - (means[c] * scale[c]);
        }

        return new AffineFold(scale, shift);
    }

    /// <summary>w·s for a weight whose first dimension are the output channels (dense layers, convolutions).</summary>
    public IFloatSource Weight(IFloatSource weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return new FoldedSource(weight, NameOf(weight), weight.Shape.ToArray(), (position, value) => (float)(value * Scale[(int)(position / Inner(weight))]));
    }

    /// <summary>b·s + t.</summary>
    /// <param name="bias">[channels]; null for none, that is zeros.</param>
    /// <param name="name">The name of the layer, for messages, where there is no bias.</param>
    public IFloatSource Bias(IFloatSource? bias, string name) =>
        new FoldedSource(bias, bias?.Name ?? name, [Scale.Count], (position, value) => (float)((value * Scale[(int)position]) + Shift[(int)position]));

    /// <summary>w·s for the weight [inputs, outputs/groups, taps] of a transposed convolution.</summary>
    internal IFloatSource TransposedWeight(IFloatSource weight, ConvolutionShape shape)
    {
        int outputs = shape.OutputChannels / shape.Groups, inputs = shape.InputChannels / shape.Groups, taps = shape.Taps;
        return new FoldedSource(weight, NameOf(weight), weight.Shape.ToArray(), (position, value) =>
        {
            long row = position / taps;
            return (float)(value * Scale[(int)((row / outputs / inputs * outputs) + (row % outputs))]);
        });
    }

    private string NameOf(IFloatSource weight) => Name.Length == 0 ? weight.Name : weight.Name + "*" + Name;

    private static long Inner(IFloatSource weight)
    {
        long inner = 1;
        foreach (long size in weight.Shape[1..])
        {
            inner *= size;
        }

        return inner;
    }

    private static float[] Read(IFloatSource source, int channels)
    {
        if (source.Shape.Length != 1 || source.Shape[0] != channels)
        {
            throw new ArgumentException($"{source.Name}: expected [{channels}], found [{string.Join(", ", source.Shape.ToArray())}].", nameof(source));
        }

        var values = new float[channels];
        source.Read(0, values);
        return values;
    }

    /// <summary>A source (or zeros) whose values are changed as they are read.</summary>
    private sealed class FoldedSource(IFloatSource? source, string name, long[] shape, Func<long, float, float> fold) : IFloatSource
    {
        public string Name => name;

        public ReadOnlySpan<long> Shape => shape;

        public void Read(long start, Span<float> destination)
        {
            destination.Clear();
            source?.Read(start, destination);
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = fold(start + i, destination[i]);
            }
        }
    }
}
