namespace LrpGen.Runtime;

/// <summary>
/// Which inputs meet which taps: a convolution, or its adjoint, as a gather of source positions for every result position.
/// </summary>
/// <remarks>
/// A convolution gathers all taps at every position. Its adjoint with a stride does not: position i meets tap k only if
/// i + padding − k·dilation is a multiple of the stride. So the positions fall into phases (residues modulo the stride), and
/// within a phase all positions meet the same taps, at sources that move with the position.
/// </remarks>
internal sealed class GatherPlan
{
    private GatherPlan((int Depth, int Height, int Width) source, (int Depth, int Height, int Width) result, GatherPhase[] phases)
    {
        Source = source;
        Result = result;
        Phases = phases;
        MostTaps = phases.Max(phase => phase.Taps);
    }

    public (int Depth, int Height, int Width) Source { get; }

    public (int Depth, int Height, int Width) Result { get; }

    public GatherPhase[] Phases { get; }

    /// <summary>Taps of the phase that has the most.</summary>
    public int MostTaps { get; }

    public int SourcePositions => Source.Depth * Source.Height * Source.Width;

    public int ResultPositions => Result.Depth * Result.Height * Result.Width;

    /// <summary>From the side with the many positions to the one that a stride has thinned out.</summary>
    public static GatherPlan Convolution(ConvolutionShape shape)
    {
        (var many, var few) = Sides(shape);
        var phase = new GatherPhase(
            GatherAxis.Forward(shape.Depth, few.Depth), GatherAxis.Forward(shape.Height, few.Height), GatherAxis.Forward(shape.Width, few.Width), shape);
        return new GatherPlan(many, few, [phase]);
    }

    /// <summary>The way back.</summary>
    public static GatherPlan Adjoint(ConvolutionShape shape)
    {
        (var many, var few) = Sides(shape);
        GatherPhase[] phases =
        [
            .. from d in GatherAxis.Backward(shape.Depth, many.Depth)
               from h in GatherAxis.Backward(shape.Height, many.Height)
               from w in GatherAxis.Backward(shape.Width, many.Width)
               select new GatherPhase(d, h, w, shape),
        ];
        return new GatherPlan(few, many, phases);
    }

    /// <summary>
    /// A convolution whose source has the taps of a kernel's row as channels: one tap along the width, at every
    /// <c>stride</c>-th of the <paramref name="sourceWidth"/> positions.
    /// </summary>
    public static GatherPlan RowsAsSources(ConvolutionShape shape, int sourceWidth)
    {
        var (many, few) = Sides(shape);
        var phase = new GatherPhase(
            GatherAxis.Forward(shape.Depth, few.Depth),
            GatherAxis.Forward(shape.Height, few.Height),
            new GatherAxis(0, 1, few.Width, shape.Width.Stride, [0], [0]),
            shape with { Width = shape.Width with { Kernel = 1 } });
        return new GatherPlan((many.Depth, many.Height, sourceWidth), few, [phase]);
    }

    private static ((int Depth, int Height, int Width) Many, (int Depth, int Height, int Width) Few) Sides(ConvolutionShape shape)
    {
        (int, int, int) input = (shape.Depth.Input, shape.Height.Input, shape.Width.Input);
        (int, int, int) output = (shape.OutputDepth, shape.OutputHeight, shape.OutputWidth);
        return shape.Transposed ? (output, input) : (input, output);
    }
}

/// <summary>
/// One axis of a phase: result positions <c>Start + j·Step</c> for j below <see cref="Count"/>, each gathering from source
/// positions <c>j·SourceStep + Offsets[t]</c> for the taps <c>Taps[t]</c> of the kernel.
/// </summary>
internal sealed record GatherAxis(int Start, int Step, int Count, int SourceStep, int[] Taps, int[] Offsets)
{
    public int Least { get; } = Offsets.Length == 0 ? 0 : Offsets.Min();

    public int Most { get; } = Offsets.Length == 0 ? 0 : Offsets.Max();

    public static GatherAxis Forward(ConvolutionAxis axis, int outputs)
    {
        int[] taps = [.. Enumerable.Range(0, axis.Kernel)];
        return new GatherAxis(0, 1, outputs, axis.Stride, taps, [.. taps.Select(k => (k * axis.Dilation) - axis.Padding)]);
    }

    public static IEnumerable<GatherAxis> Backward(ConvolutionAxis axis, int inputs)
    {
        for (int residue = 0; residue < Math.Min(axis.Stride, inputs); residue++)
        {
            int first = residue + axis.Padding;
            int[] taps = [.. Enumerable.Range(0, axis.Kernel).Where(k => (first - (k * axis.Dilation)) % axis.Stride == 0)];
            int[] offsets = [.. taps.Select(k => (first - (k * axis.Dilation)) / axis.Stride)];
            yield return new GatherAxis(residue, axis.Stride, (inputs - residue + axis.Stride - 1) / axis.Stride, 1, taps, offsets);
        }
    }
}

/// <summary>Result positions that gather the same taps.</summary>
internal sealed class GatherPhase
{
    public GatherPhase(GatherAxis depth, GatherAxis height, GatherAxis width, ConvolutionShape shape)
    {
        Depth = depth;
        Height = height;
        Width = width;
        Kernel =
        [
            .. from d in depth.Taps
               from h in height.Taps
               from w in width.Taps
               select (((d * shape.Height.Kernel) + h) * shape.Width.Kernel) + w,
        ];
    }

    public GatherAxis Depth { get; }

    public GatherAxis Height { get; }

    public GatherAxis Width { get; }

    /// <summary>The taps in row order, as positions in the kernel.</summary>
    public int[] Kernel { get; }

    public int Taps => Kernel.Length;

    /// <summary>Positions of one sample.</summary>
    public int Count => Depth.Count * Height.Count * Width.Count;
}
