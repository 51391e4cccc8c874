namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Pools whose windows follow from the size that is wanted.</summary>
internal static class AdaptivePoolOps
{
    public static LayerOp[] Max { get; } =
    [
        Adaptive(1, OpGroup.MaxPool, "max", "Maxima"),
        Adaptive(2, OpGroup.MaxPool, "max", "Maxima"),
        Adaptive(3, OpGroup.MaxPool, "max", "Maxima"),
        Global(OpGroup.MaxPool, "max", "The largest number of each channel; its axes stay, with size 1. Of equal maxima the first in row order wins."),
    ];

    public static LayerOp[] Average { get; } =
    [
        Adaptive(1, OpGroup.AveragePool, "avg", "Means"),
        Adaptive(2, OpGroup.AveragePool, "avg", "Means"),
        Adaptive(3, OpGroup.AveragePool, "avg", "Means"),
        Global(OpGroup.AveragePool, "avg", "The mean of each channel; its axes stay, with size 1."),
    ];

    private static LayerOp Adaptive(int axes, OpGroup group, string kind, string what) => new(
        $"adaptive_{kind}_pool{axes}d",
        group,
        $"{what} over {axes} {(axes == 1 ? "axis" : "axes")}: window i of n over a length l goes from floor(i l / n) to ceil((i + 1) l / n).",
        "",
        [new LayerField("output_size", FieldType.PerAxis, "How many windows.", Required: true)],
        Infer,
        axes);

    private static LayerOp Global(OpGroup group, string kind, string description) => new($"global_{kind}_pool", group, description, "", [], InferGlobal);

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
