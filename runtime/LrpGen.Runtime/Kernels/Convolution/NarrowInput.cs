namespace LrpGen.Runtime;

/// <summary>
/// A convolution that reads few channels, as that of a picture does: the taps of a kernel's row count as channels, so that
/// vectors and loops are full.
/// </summary>
/// <remarks>
/// Forward reads a copy of its input without padding columns but with the zeros beside each row: what the taps of a kernel's
/// row meet lies side by side there. Sums are taken in the same order as without the copy. The adjoint computes what each
/// tap of a row gives to its input, for all taps as results side by side, and then adds up along the rows.
/// </remarks>
internal sealed class NarrowInput
{
    private readonly ConvolutionShape _shape;

    /// <summary>Plans both directions of a shape that <see cref="Suits"/>.</summary>
    public NarrowInput(ConvolutionShape shape)
    {
        _shape = shape;
        (int channels, int kernel) = (shape.InputChannels, shape.Width.Kernel);

        // The copy writes vectors of sixteen floats: a row has room for the last one.
        RowPixels = Math.Max(
            shape.Width.Padding + shape.Width.Input + ((Matrix.Padding + channels - 1) / channels),
            ((shape.OutputWidth - 1) * shape.Width.Stride) + kernel);
        ForwardPlan = GatherPlan.RowsAsSources(shape, RowPixels);
        AdjointPlan = GatherPlan.Adjoint(shape with { Width = new ConvolutionAxis(shape.OutputWidth, 1), InputChannels = channels * kernel });
    }

    /// <summary>Pixels in a row of the copy: those of the input and zeros on both sides.</summary>
    public int RowPixels { get; }

    /// <summary>From the copy to the output.</summary>
    public GatherPlan ForwardPlan { get; }

    /// <summary>From g to [positions of the input's rows × of g's columns][taps of a row, channels].</summary>
    public GatherPlan AdjointPlan { get; }

    /// <summary>Whether a shape is to be computed this way: vectors become fuller.</summary>
    public static bool Suits(ConvolutionShape shape)
    {
        int channels = shape.InputChannels, row = channels * shape.Width.Kernel;
        return !shape.Transposed && shape.Groups == 1 && shape.Width.Dilation == 1 && channels < Matrix.Padding
            && (long)channels * Matrix.Pad(row) < (long)row * Matrix.Pad(channels);
    }

    /// <summary>Floats of the copy of an input.</summary>
    public long CopyFloats(int samples) => (long)samples * _shape.Depth.Input * _shape.Height.Input * RowPixels * _shape.InputChannels;

    /// <summary>Floats of what the taps give to the input, and room for a vector behind them.</summary>
    public long SharesFloats(int samples) => ((long)samples * AdjointPlan.ResultPositions * SharesStride) + Matrix.Padding;

    private int SharesStride => Matrix.Pad(_shape.InputChannels * _shape.Width.Kernel);

    /// <summary>inputs(x), copied.</summary>
    public unsafe RawMatrix Copy(RawMatrix x, InputMap inputs, int samples, float* memory, Workers workers)
    {
        var job = new NarrowCopyJob
        {
            X = x,
            Rows = memory,
            Map = inputs,
            Channels = _shape.InputChannels,
            Width = _shape.Width.Input,
            Before = _shape.Width.Padding,
            RowPixels = RowPixels,
        };
        int rows = samples * _shape.Depth.Input * _shape.Height.Input;
        workers.Run(ref job, rows, Workers.RowChunk(RowPixels * Matrix.Padding));
        return new RawMatrix(memory, _shape.InputChannels);
    }

    /// <summary>x, copied from planes: [samples][channels][positions].</summary>
    public unsafe RawMatrix Copy(float* planes, int samples, float* memory, Workers workers)
    {
        var job = new NarrowPlanesJob
        {
            Planes = planes,
            Rows = memory,
            Channels = _shape.InputChannels,
            SampleRows = _shape.Depth.Input * _shape.Height.Input,
            Width = _shape.Width.Input,
            Before = _shape.Width.Padding,
            RowPixels = RowPixels,
        };
        workers.Run(ref job, samples * job.SampleRows, Workers.RowChunk(RowPixels * _shape.InputChannels));
        return new RawMatrix(memory, _shape.InputChannels);
    }

    /// <summary>gIn (+)= map(W)ᵀ∗g, with <see cref="ConvolutionWeights.TransposedRows"/>.</summary>
    public unsafe void Adjoint(RawMatrix g, ConvolutionWeights weights, WeightMap map, RawMatrix gIn, bool accumulate, int samples, Workers workers)
    {
        var shares = new RawMatrix(workers.Common(SharesFloats(samples)), SharesStride);
        new ConvolutionJob(AdjointPlan, weights, samples) { Source = g, Result = shares, Map = map }.Run(workers);
        var sum = new NarrowSumJob { Shares = shares, GIn = gIn, Shape = _shape, OutputWidth = _shape.OutputWidth, Accumulate = accumulate };
        int rows = samples * _shape.Depth.Input * _shape.Height.Input;
        workers.Run(ref sum, rows, Workers.RowChunk(_shape.Width.Input * Matrix.Padding));
    }
}
