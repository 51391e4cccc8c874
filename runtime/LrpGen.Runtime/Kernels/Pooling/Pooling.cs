namespace LrpGen.Runtime;

/// <summary>Maximum and average pooling, with the ways in which relevance (or a gradient) passes them.</summary>
/// <remarks>
/// Shapes: x [samples·input positions, channels], y [samples·output positions, channels]; g, gIn: the rows of one or more
/// targets, [targets·samples·positions, channels]. Windows that overlap add up. An output must not overlap an input.
/// </remarks>
public static unsafe class Pooling
{
    /// <summary>y = the maximum of each window, NaN if one of its numbers is. Padding never wins.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void MaxForward(Matrix x, PoolShape shape, Matrix y, Workers workers)
    {
        SeparableTaps taps = Check(x, y, shape, out int samples);
        fixed (float* px = x.Data, py = y.Data)
        {
            var job = new MaxForwardJob { Taps = taps, X = new(px, x.Stride), Y = new(py, y.Stride), Columns = x.Columns };
            MaxForwardJob.Run(job, samples, workers);
        }
    }

    /// <summary>gIn: all of g to the first maximum of its window, in row order (to the first number, where the maximum is NaN). That is the gradient as well.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void MaxWinnerAdjoint(Matrix g, Matrix x, PoolShape shape, Matrix gIn, Workers workers) =>
        MaxAdjoint(MaxShare.Winner, g, x, shape, gIn, workers);

    /// <summary>gIn: g in equal shares to all maxima of its window.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void MaxTieSplitAdjoint(Matrix g, Matrix x, PoolShape shape, Matrix gIn, Workers workers) =>
        MaxAdjoint(MaxShare.Ties, g, x, shape, gIn, workers);

    /// <summary>y = the sum of each window over its divisor (see <see cref="PoolAxis.Windows"/>).</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void AverageForward(Matrix x, PoolShape shape, Matrix y, Workers workers) =>
        AverageForward(x, shape, InputMap.Identity, y, workers);

    /// <summary>y = the average of the mapped inputs: with <see cref="InputMap.One"/>, existing inputs over divisor.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void AverageForward(Matrix x, PoolShape shape, InputMap inputs, Matrix y, Workers workers)
    {
        InputMapJob.Known(inputs);
        SeparableTaps taps = Check(x, y, shape, out int samples);
        fixed (float* px = x.Data, py = y.Data)
        {
            var job = new AverageForwardJob { Taps = taps, X = new(px, x.Stride), Y = new(py, y.Stride), Columns = x.Columns, Inputs = inputs };
            AverageForwardJob.Run(job, samples, workers);
        }
    }

    /// <summary>gIn (+)= g over the divisor of its window, to every input of the window.</summary>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void AverageAdjoint(Matrix g, PoolShape shape, Matrix gIn, bool accumulate, Workers workers)
    {
        SeparableTaps taps = Check(gIn, g, shape, out int samples);
        fixed (float* pg = g.Data, pgIn = gIn.Data)
        {
            var job = new SeparableAdjointJob
            {
                Taps = taps,
                G = new(pg, g.Stride),
                GIn = new(pgIn, gIn.Stride),
                Columns = g.Columns,
                Accumulate = accumulate,
            };
            SeparableAdjointJob.Run(job, samples, workers);
        }
    }

    private static void MaxAdjoint(MaxShare share, Matrix g, Matrix x, PoolShape shape, Matrix gIn, Workers workers)
    {
        SeparableTaps taps = Check(gIn, g, shape, out int samples);
        Guard.Targets(gIn, x.Rows);
        Guard.Shape(x, x.Rows, g.Columns);
        int inputs = SeparableTaps.Samples(x, shape.InputPositions, nameof(x));
        fixed (float* pg = g.Data, px = x.Data, pgIn = gIn.Data)
        {
            var job = new MaxAdjointJob
            {
                Taps = taps,
                Share = share,
                G = new(pg, g.Stride),
                X = new(px, x.Stride),
                GIn = new(pgIn, gIn.Stride),
                Samples = inputs,
                Columns = g.Columns,
            };
            MaxAdjointJob.Run(job, samples, workers);
        }
    }

    private static SeparableTaps Check(Matrix x, Matrix y, PoolShape shape, out int samples)
    {
        ArgumentNullException.ThrowIfNull(shape);
        samples = SeparableTaps.Samples(x, shape.InputPositions, "input");
        Guard.Whole(x, "input");
        Guard.Shape(y, samples * shape.OutputPositions, x.Columns, "output");
        return shape.Taps;
    }
}
