using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Larger pictures by a whole factor.</summary>
internal static class UpsampleOp
{
    public static LayerOp Op { get; } = new(
        "upsample",
        OpGroup.Resampling,
        "Enlarges by whole factors.",
        "",
        [
            new("mode", FieldType.Word, "nearest: every number repeated; bilinear: interpolated over two axes.", Default: "nearest", Choices: ["nearest", "bilinear"]),
            new("scale", FieldType.PerAxis, "The factors.", Required: true),
            new("align_corners", FieldType.Boolean, "Bilinear only. false: source position max((i + 1/2) / s - 1/2, 0); true: corners on corners.", Default: "false"),
        ],
        Infer);

    private static LayerShape? Infer(LayerContext layer)
    {
        ObjectReader fields = layer.Fields;
        string mode = fields.Choice("mode", "nearest", "nearest", "bilinear");
        bool corners = fields.Bool("align_corners", false);
        if (layer.Input.Rank < 2 || (mode == "bilinear" && layer.Input.Rank != 3))
        {
            fields.ReportAt(DiagnosticCatalog.WrongRank, "mode", $"an input of shape {layer.Input}", mode == "bilinear" ? "[channels, height, width]" : "one with axes behind the channels");
            return null;
        }

        if (fields.Ints("scale", layer.Axes, min: 1, max: 1024, required: true) is not { } scale || fields.Failed)
            return null;
        if (corners && mode != "bilinear")
        {
            fields.ReportAt(DiagnosticCatalog.UnsupportedValue, "align_corners", "true with mode 'nearest'", "false", "");
            return null;
        }

        if (scale.Where((factor, axis) => (long)factor * layer.Input[axis + 1] > ObjectReader.MaxSize).Any())
        {
            fields.ReportAt(DiagnosticCatalog.SizeTooLarge, "scale", "a longer axis", ConfigReader.Text(ObjectReader.MaxSize));
            return null;
        }

        int[] sizes = [layer.Input.Channels, .. scale.Select((factor, axis) => factor * layer.Input[axis + 1])];
        return new LayerShape(
            Dims.Of(sizes),
            new LayerOptions { Mode = mode, ScaleFactor = EquatableArray.Create<int>(scale), AlignCorners = corners });
    }
}
