namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Cross-correlation with zero padding.</summary>
internal static class ConvolutionOps
{
    public static LayerOp[] All { get; } = [Of(1), Of(2), Of(3)];

    private static LayerOp Of(int axes) => new(
        $"conv{axes}d",
        OpGroup.Convolution,
        $"A convolution over {axes} {(axes == 1 ? "axis" : "axes")} (cross-correlation with zero padding).",
        "`weight` [out, in/groups, kernel...]; `bias` [out] if `bias`",
        Fields(),
        Infer,
        axes);

    public static LayerField[] Fields(params LayerField[] more) =>
    [
        new("in", FieldType.Integer, "Channels of the input; may be left out, and is checked when given."),
        new("out", FieldType.Integer, "Channels of the output.", Required: true),
        new("kernel", FieldType.PerAxis, "Size of the window.", Required: true),
        new("stride", FieldType.PerAxis, "From one window to the next.", Default: "1"),
        new("padding", FieldType.Sides, "Zeros on both sides; where these differ, a pair [before, behind] for each axis.", Default: "0"),
        .. more,
        new("dilation", FieldType.PerAxis, "From one tap of the window to the next.", Default: "1"),
        new("groups", FieldType.Integer, "Channels are cut into so many groups, each convolved alone.", Default: "1"),
        new("bias", FieldType.Boolean, "Whether there is a bias.", Default: "true"),
    ];

    /// <summary>What convolutions of both directions share; null where something is wrong.</summary>
    public static (int Outputs, LayerOptions Options)? Read(LayerContext layer)
    {
        ObjectReader fields = layer.Fields;
        int? outputs = fields.Int("out", required: true);
        int[]? kernel = fields.Ints("kernel", layer.Axes, min: 1, required: true);
        int[]? stride = layer.PerAxis("stride", 1, min: 1);
        (int[] Before, int[] Behind)? padding = layer.Sides("padding");
        int[]? dilation = layer.PerAxis("dilation", 1, min: 1);
        int groups = fields.Int("groups") ?? 1;
        bool bias = fields.Bool("bias", true);
        int inputs = layer.Input.Channels;
        bool agrees = layer.Agrees("in", inputs, "the channels of the input");
        if (fields.Failed || !agrees || outputs is not { } count || kernel is null || stride is null || padding is not (int[] before, int[] behind) || dilation is null)
            return null;
        if (inputs % groups != 0 || count % groups != 0)
        {
            fields.Mismatch("groups", ConfigReader.Text(groups), $"a number that divides both the {ConfigReader.Text(inputs)} channels of the input and the {ConfigReader.Text(count)} of the output");
            return null;
        }

        return (count, new LayerOptions
        {
            Kernel = EquatableArray.Create<int>(kernel),
            Stride = EquatableArray.Create<int>(stride),
            Padding = EquatableArray.Create<int>(before),
            PaddingBehind = EquatableArray.Create<int>(behind),
            Dilation = EquatableArray.Create<int>(dilation),
            Groups = groups,
            HasBias = bias,
        });
    }

    public static LayerWeight[] Weights(LayerContext layer, LayerOptions options, int rows, int columns, int outputs)
    {
        LayerWeight weight = layer.Weight("weight", [rows, columns, .. options.Kernel]);
        return options.HasBias ? [weight, layer.Weight("bias", outputs)] : [weight];
    }

    private static LayerShape? Infer(LayerContext layer)
    {
        if (Read(layer) is not (int outputs, LayerOptions options))
            return null;
        return layer.Slide(outputs, options) is { } shape
            ? new LayerShape(shape, options, Weights(layer, options, outputs, layer.Input.Channels / options.Groups, outputs))
            : null;
    }
}
