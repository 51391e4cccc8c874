namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>The largest number of each window; padding never wins, and of equal maxima the first in row order wins.</summary>
internal static class MaxPoolOps
{
    public static LayerOp[] All { get; } = [Of(1), Of(2), Of(3)];

    private static LayerOp Of(int axes) => new(
        $"max_pool{axes}d",
        OpGroup.MaxPool,
        $"The largest number of each window over {axes} {(axes == 1 ? "axis" : "axes")}. Padding never wins; of equal maxima the first in row order wins.",
        "",
        PoolWindow.Fields("Places on both sides that never win; at most half of the kernel. Where the sides differ, a pair [before, behind] for each axis, each less than the kernel."),
        layer => PoolWindow.Read(layer) is (Dims output, LayerOptions options) ? new LayerShape(output, options) : null,
        axes);
}
