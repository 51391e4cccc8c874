namespace LrpGen.Runtime;

/// <summary>The windows of a pooling over one sample, in up to three dimensions: a missing axis is <see cref="PoolAxis.None"/>.</summary>
/// <param name="Depth">The outermost axis.</param>
/// <param name="Height">The middle axis.</param>
/// <param name="Width">The innermost axis.</param>
public sealed record PoolShape(PoolAxis Depth, PoolAxis Height, PoolAxis Width)
{
    /// <summary>Rows of one sample of the input.</summary>
    public int InputPositions => checked(Depth.Input * Height.Input * Width.Input);

    /// <summary>Rows of one sample of the output.</summary>
    public int OutputPositions => checked(Depth.Output * Height.Output * Width.Output);

    internal SeparableTaps Taps => new(Depth.Taps, Height.Taps, Width.Taps);
}
