namespace LrpGen.Runtime;

/// <summary>An average pooling as an operator of the relevance rules.</summary>
/// <remarks>
/// The weights, 1 over the divisor, are no parameters: zennit's flat and w² rules leave them as they are, and so do
/// <see cref="WeightMap.One"/> and <see cref="WeightMap.Square"/> here. As all weights of a window are equal, another choice
/// would only change what the stabiliser is added to.
/// </remarks>
/// <param name="shape">The windows.</param>
public sealed class AveragePool(PoolShape shape) : ILinearOperator
{
    /// <summary>The windows.</summary>
    public PoolShape Shape { get; } = shape;

    /// <inheritdoc/>
    public int InputPositions => Shape.InputPositions;

    /// <inheritdoc/>
    public int OutputPositions => Shape.OutputPositions;

    /// <inheritdoc/>
    public void Forward(Matrix x, WeightMap map, InputMap inputs, bool withBias, Matrix y, Workers workers)
    {
        WeightMaps.Known(map);
        Pooling.AverageForward(x, Shape, inputs, y, workers);
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
            Pooling.AverageAdjoint(g, Shape, gIn, accumulate, workers);
        }
        else if (!accumulate)
        {
            Layouts.Clear(gIn);
        }
    }
}
