namespace LrpGen.Runtime;

/// <summary>
/// The sizes of a convolution (cross-correlation with zero padding) or a transposed convolution over one sample, in up to
/// three dimensions: a missing axis is <see cref="ConvolutionAxis.None"/>.
/// </summary>
/// <param name="Depth">The outermost axis.</param>
/// <param name="Height">The middle axis.</param>
/// <param name="Width">The innermost axis.</param>
/// <param name="InputChannels">Channels of the input.</param>
/// <param name="OutputChannels">Channels of the output.</param>
/// <param name="Groups">Groups of channels that do not see each other.</param>
/// <param name="Transposed">A transposed convolution: the adjoint of a convolution with the same axes, plus a bias.</param>
public sealed record ConvolutionShape(
    ConvolutionAxis Depth,
    ConvolutionAxis Height,
    ConvolutionAxis Width,
    int InputChannels,
    int OutputChannels,
    int Groups = 1,
    bool Transposed = false)
{
    /// <summary>Positions of the output along the depth.</summary>
    public int OutputDepth => Output(Depth);

    /// <summary>Positions of the output along the height.</summary>
    public int OutputHeight => Output(Height);

    /// <summary>Positions of the output along the width.</summary>
    public int OutputWidth => Output(Width);

    /// <summary>Rows of one sample of the input.</summary>
    public int InputPositions => checked(Depth.Input * Height.Input * Width.Input);

    /// <summary>Rows of one sample of the output.</summary>
    public int OutputPositions => checked(OutputDepth * OutputHeight * OutputWidth);

    /// <summary>Taps of the kernel: depth × height × width.</summary>
    public int Taps => checked(Depth.Kernel * Height.Kernel * Width.Kernel);

    /// <summary>Number of axes that are there: as many dimensions of the weights, the innermost ones, are taps.</summary>
    public int Rank => Depth.IsMissing ? Height.IsMissing ? Width.IsMissing ? 0 : 1 : 2 : 3;

    /// <summary>Taps along each axis that is there, outermost first: the dimensions of the weights behind the channels.</summary>
    internal IEnumerable<long> Kernel => new[] { Depth, Height, Width }.Skip(3 - Rank).Select(a => (long)a.Kernel);

    /// <summary>Throws unless all sizes make sense.</summary>
    /// <exception cref="ArgumentException">They do not; the message lists all that is wrong.</exception>
    internal void Check()
    {
        var errors = new List<string>();
        foreach ((string name, ConvolutionAxis axis) in new[] { ("depth", Depth), ("height", Height), ("width", Width) })
        {
            if (axis.Error(name, Transposed) is { } error)
            {
                errors.Add(error);
            }
        }

        if (Groups < 1 || InputChannels < 1 || OutputChannels < 1 || InputChannels % Groups != 0 || OutputChannels % Groups != 0)
        {
            errors.Add($"channels: expected multiples of {Groups} groups, found {InputChannels} inputs and {OutputChannels} outputs.");
        }

        if ((Height.IsMissing && !Depth.IsMissing) || (Width.IsMissing && !Height.IsMissing))
        {
            errors.Add("axes: only outer ones may be missing.");
        }

        if (errors.Count == 0)
        {
            CheckCount(errors, "input positions", Depth.Input, Height.Input, Width.Input);
            CheckCount(errors, "output positions", Output(Depth), Output(Height), Output(Width));
            CheckCount(errors, "taps", Depth.Kernel, Height.Kernel, Width.Kernel);
        }

        if (errors.Count > 0)
        {
            throw new ArgumentException(string.Join(Environment.NewLine, errors));
        }
    }

    // None of the three is above what an integer holds, so that a product of two has room.
    private static void CheckCount(List<string> errors, string what, long depth, long height, long width)
    {
        if (depth * height > int.MaxValue || depth * height * width > int.MaxValue)
        {
            errors.Add($"{what}: {depth} × {height} × {width} are more than {int.MaxValue}.");
        }
    }

    private int Output(ConvolutionAxis axis) => checked((int)(Transposed ? axis.TransposedOutput : axis.Output));
}
