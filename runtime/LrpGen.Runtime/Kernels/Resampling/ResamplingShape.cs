namespace LrpGen.Runtime;

/// <summary>The axes of a resampling over one sample.</summary>
/// <param name="Depth">The outermost axis.</param>
/// <param name="Height">The middle axis.</param>
/// <param name="Width">The innermost axis.</param>
public sealed record ResamplingShape(ResamplingAxis Depth, ResamplingAxis Height, ResamplingAxis Width) : ILinearOperator
{
    /// <inheritdoc/>
    public int InputPositions => checked(Depth.Input * Height.Input * Width.Input);

    /// <inheritdoc/>
    public int OutputPositions => checked(Depth.Output * Height.Output * Width.Output);

    internal SeparableTaps Taps => new(Depth.Taps, Height.Taps, Width.Taps);

    /// <inheritdoc/>
    /// <remarks>The shares are no parameters: a map leaves them as they are, except for <see cref="WeightMap.Negative"/>.</remarks>
    public void Forward(Matrix x, WeightMap map, InputMap inputs, bool withBias, Matrix y, Workers workers)
    {
        WeightMaps.Known(map);
        Resampling.Forward(x, this, inputs, y, workers);
        if (map == WeightMap.Negative)
        {
            Layouts.Clear(y);
        }
    }

    /// <inheritdoc/>
    public void Adjoint(Matrix g, WeightMap map, Matrix gIn, bool accumulate, Workers workers)
    {
        WeightMaps.Known(map);
        if (map != WeightMap.Negative)
        {
            Resampling.Adjoint(g, this, gIn, accumulate, workers);
        }
        else if (!accumulate)
        {
            Layouts.Clear(gIn);
        }
    }
}
