namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>The window of max and average pools, with PyTorch's rounding.</summary>
internal static class PoolWindow
{
    public static LayerField[] Fields(string padding, params LayerField[] more) =>
    [
        new("kernel", FieldType.PerAxis, "Size of the window.", Required: true),
        new("stride", FieldType.PerAxis, "From one window to the next; the kernel unless given."),
        new("padding", FieldType.Sides, padding, Default: "0"),
        new("ceil_mode", FieldType.Boolean, "Whether a window that does not fit in full counts, as long as it begins inside the input or its left padding.", Default: "false"),
        .. more,
    ];

    public static (Dims Output, LayerOptions Options)? Read(LayerContext layer)
    {
        int[]? kernel = layer.Fields.Ints("kernel", layer.Axes, min: 1, required: true);
        int[]? stride = kernel is null ? null : layer.PerAxis("stride", kernel, min: 1);
        (int[] Before, int[] Behind)? padding = layer.Sides("padding");
        bool ceil = layer.Fields.Bool("ceil_mode", false);
        if (layer.Fields.Failed || kernel is null || stride is null || padding is not (int[] before, int[] behind))
            return null;
        for (int axis = 0; axis < kernel.Length; axis++)
        {
            // PyTorch allows half of the kernel; where the sides differ, whatever leaves each window a place that exists.
            int most = before[axis] == behind[axis] ? kernel[axis] / 2 : kernel[axis] - 1;
            int given = Math.Max(before[axis], behind[axis]);
            if (given <= most)
                continue;
            string what = before[axis] == behind[axis] ? "at most half of the kernel" : "less than the kernel on each side";
            layer.Fields.Mismatch("padding", ConfigReader.Text(given), $"{what}, here {ConfigReader.Text(most)}; a window would hold nothing but padding");
            return null;
        }

        LayerOptions options = new()
        {
            Kernel = EquatableArray.Create<int>(kernel),
            Stride = EquatableArray.Create<int>(stride),
            Padding = EquatableArray.Create<int>(before),
            PaddingBehind = EquatableArray.Create<int>(behind),
            CeilMode = ceil,
        };
        return layer.Slide(layer.Input.Channels, options) is { } shape ? (shape, options) : null;
    }
}
