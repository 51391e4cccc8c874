namespace LrpGen.Runtime;

/// <summary>Upsampling and downsampling: nearest neighbours or linear interpolation along each axis.</summary>
/// <remarks>
/// Shapes: x [samples·input positions, channels], y [samples·output positions, channels]; g, gIn: the rows of one or more
/// targets. An output must not overlap an input. What lies between equal numbers equals them, bit for bit.
/// </remarks>
public static unsafe class Resampling
{
    /// <summary>y = the inputs of each output in their shares.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix x, ResamplingShape shape, Matrix y, Workers workers) =>
        Forward(x, shape, InputMap.Identity, y, workers);

    /// <summary>The same with mapped inputs.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Forward(Matrix x, ResamplingShape shape, InputMap inputs, Matrix y, Workers workers)
    {
        InputMapJob.Known(inputs);
        int samples = Check(x, y, shape);
        fixed (float* px = x.Data, py = y.Data)
        {
            var job = new InterpolationJob { Taps = shape.Taps, X = new(px, x.Stride), Y = new(py, y.Stride), Columns = x.Columns, Inputs = inputs };
            InterpolationJob.Run(job, samples, workers);
        }
    }

    /// <summary>gIn (+)= each g, given to the inputs of its output in their shares.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Adjoint(Matrix g, ResamplingShape shape, Matrix gIn, bool accumulate, Workers workers)
    {
        int samples = Check(gIn, g, shape);
        fixed (float* pg = g.Data, pgIn = gIn.Data)
        {
            var job = new SeparableAdjointJob
            {
                Taps = shape.Taps,
                G = new(pg, g.Stride),
                GIn = new(pgIn, gIn.Stride),
                Columns = g.Columns,
                Accumulate = accumulate,
            };
            SeparableAdjointJob.Run(job, samples, workers);
        }
    }

    private static int Check(Matrix x, Matrix y, ResamplingShape shape)
    {
        ArgumentNullException.ThrowIfNull(shape);
        int samples = SeparableTaps.Samples(x, shape.InputPositions, "input");
        Guard.Whole(x, "input");
        Guard.Shape(y, samples * shape.OutputPositions, x.Columns, "output");
        return samples;
    }
}
