namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>The window of max and average pools, with PyTorch's rounding.</summary>
internal static class PoolWindow
{
    public static LayerField[] Fields(string padding, params LayerField[] more) =>
    [
        new("kernel", FieldType.PerAxis, "Size of the window.", Required: true),
        new("stride", FieldType.PerAxis, "From one window to the next; the kernel unless given."),
        new("padding", FieldType.PerAxis, padding, Default: "0"),
        new("ceil_mode", FieldType.Boolean, "Whether a window that does not fit in full counts, as long as it begins inside the input or its left padding.", Default: "false"),
        .. more,
    ];

    public static (Dims Output, LayerOptions Options)? Read(LayerContext layer)
    {
        int[]? kernel = layer.Fields.Ints("kernel", layer.Axes, min: 1, required: true);
        int[]? stride = kernel is null ? null : layer.PerAxis("stride", kernel, min: 1);
        int[]? padding = layer.PerAxis("padding", 0, min: 0);
        bool ceil = layer.Fields.Bool("ceil_mode", false);
        if (layer.Fields.Failed || kernel is null || stride is null || padding is null)
            return null;
        for (int axis = 0; axis < kernel.Length; axis++)
        {
            if (padding[axis] <= kernel[axis] / 2)
                continue;
            layer.Fields.Mismatch("padding", ConfigReader.Text(padding[axis]), $"at most half of the kernel, here {ConfigReader.Text(kernel[axis] / 2)}; a window would hold nothing but padding");
            return null;
        }

        Dims? output = layer.Slide(layer.Input.Channels, kernel, stride, padding, [.. kernel.Select(_ => 1)], (axis, room) =>
        {
            if (!ceil)
                return (int)(room / stride[axis]) + 1;
            int count = (int)((room + stride[axis] - 1) / stride[axis]) + 1;
            // The last window must begin inside the input or its left padding.
            bool beginsOutside = (count - 1L) * stride[axis] >= (long)layer.Input[axis + 1] + padding[axis];
            return beginsOutside ? count - 1 : count;
        });
        return output is { } shape
            ? (shape, new LayerOptions
            {
                Kernel = EquatableArray.Create<int>(kernel),
                Stride = EquatableArray.Create<int>(stride),
                Padding = EquatableArray.Create<int>(padding),
                CeilMode = ceil,
            })
            : null;
    }
}
