namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Average pools whose window follows from the size that is wanted.</summary>
internal static class AdaptivePoolOps
{
    public static LayerOp[] All { get; } =
    [
        Of(1),
        Of(2),
        Of(3),
        new(
            "global_avg_pool",
            OpGroup.AveragePool,
            "The mean of each channel; its axes stay, with size 1.",
            "",
            [],
            InferGlobal),
    ];

    private static LayerOp Of(int axes) => new(
        $"adaptive_avg_pool{axes}d",
        OpGroup.AveragePool,
        $"Means over {axes} {(axes == 1 ? "axis" : "axes")}: window i of n over a length l goes from floor(i l / n) to ceil((i + 1) l / n).",
        "",
        [new LayerField("output_size", FieldType.PerAxis, "How many windows.", Required: true)],
        Infer,
        axes);

    private static LayerShape? Infer(LayerContext layer)
    {
        if (layer.Fields.Ints("output_size", layer.Axes, min: 1, required: true) is not { } sizes)
            return null;
        return new LayerShape(Dims.Of([layer.Input.Channels, .. sizes]), new LayerOptions { OutputSize = EquatableArray.Create<int>(sizes) });
    }

    private static LayerShape? InferGlobal(LayerContext layer)
    {
        if (layer.Input.Rank < 2)
        {
            layer.Fields.ReportAt(Diagnostics.DiagnosticCatalog.WrongRank, "op", $"an input of shape {layer.Input}", "one with axes behind the channels");
            return null;
        }

        int[] ones = [.. Enumerable.Repeat(1, layer.Axes)];
        return new LayerShape(Dims.Of([layer.Input.Channels, .. ones]), new LayerOptions { OutputSize = EquatableArray.Create<int>(ones) });
    }
}
