namespace LrpGen.Runtime;

/// <summary>A maximum pooling, and the sums of its windows for the rule that shares in proportion to the inputs.</summary>
/// <param name="shape">The windows.</param>
public sealed class MaxPool(PoolShape shape)
{
    /// <summary>The windows.</summary>
    public PoolShape Shape { get; } = shape;

    /// <summary>The sum of every window, as an operator of the relevance rules.</summary>
    public AveragePool Sums { get; } = new(new PoolShape(shape.Depth.Undivided, shape.Height.Undivided, shape.Width.Undivided));
}
