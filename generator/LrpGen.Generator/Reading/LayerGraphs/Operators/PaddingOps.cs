using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Constants around the axes behind the channels.</summary>
internal static class PaddingOps
{
    public static LayerOp[] All { get; } = [Of(1), Of(2), Of(3)];

    private static LayerOp Of(int axes) => new(
        $"constant_pad{axes}d",
        OpGroup.Structure,
        $"Constants before and behind {axes} {(axes == 1 ? "axis" : "axes")}. Relevance that falls on them is gone.",
        "",
        [
            new("pad", FieldType.Integers, "Before and behind each axis, the last axis first, as in PyTorch: [left, right, top, bottom, front, back].", Required: true),
            new("value", FieldType.Number, "The constant.", Default: "0"),
        ],
        Infer,
        axes);

    private static LayerShape? Infer(LayerContext layer)
    {
        ObjectReader fields = layer.Fields;
        int sides = 2 * layer.Axes;
        string expected = $"an array of {ConfigReader.Text(sides)} integers, 0 or above: before and behind each axis, the last axis first";
        int[]? pad = fields.IntList("pad", 0, expected, required: true);
        string? value = fields.Value("value") is null ? "0" : fields.Float("value", _ => true, "a finite number (in single precision)");
        if (pad is null || value is null)
            return null;
        if (pad.Length != sides)
        {
            fields.Mismatch("pad", $"{ConfigReader.Text(pad.Length)} numbers", expected);
            return null;
        }

        int[] before = [.. Enumerable.Range(0, layer.Axes).Select(axis => pad[2 * (layer.Axes - 1 - axis)])];
        int[] behind = [.. Enumerable.Range(0, layer.Axes).Select(axis => pad[(2 * (layer.Axes - 1 - axis)) + 1])];
        long[] sizes = [.. Enumerable.Range(0, layer.Axes).Select(axis => (long)layer.Input[axis + 1] + before[axis] + behind[axis])];
        if (sizes.Max() > ObjectReader.MaxSize)
        {
            fields.ReportAt(DiagnosticCatalog.SizeTooLarge, "pad", $"an axis of {sizes.Max()}", ConfigReader.Text(ObjectReader.MaxSize));
            return null;
        }

        return new LayerShape(
            Dims.Of([layer.Input.Channels, .. sizes.Select(size => (int)size)]),
            new LayerOptions { Padding = EquatableArray.Create<int>(before), PaddingBehind = EquatableArray.Create<int>(behind), Value = value });
    }
}
