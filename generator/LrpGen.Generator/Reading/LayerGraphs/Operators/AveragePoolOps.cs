namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>The mean of each window.</summary>
internal static class AveragePoolOps
{
    public static LayerOp[] All { get; } = [Of(1), Of(2), Of(3)];

    private static LayerOp Of(int axes) => new(
        $"avg_pool{axes}d",
        OpGroup.AveragePool,
        $"The mean of each window over {axes} {(axes == 1 ? "axis" : "axes")}.",
        "",
        PoolWindow.Fields(
            "Zeros on both sides; at most half of the kernel. Where the sides differ, a pair [before, behind] for each axis, each less than the kernel.",
            new LayerField("count_include_pad", FieldType.Boolean, "Whether padding counts in the divisor. What ceil_mode adds beyond the padding never does.", Default: "true")),
        layer =>
        {
            bool count = layer.Fields.Bool("count_include_pad", true);
            return PoolWindow.Read(layer) is (Dims output, LayerOptions options) ? new LayerShape(output, options with { CountIncludePad = count }) : null;
        },
        axes);
}
