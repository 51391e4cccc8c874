namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>x times a weight for each channel.</summary>
internal static class ScaleOp
{
    public static LayerOp Op { get; } = new(
        "scale",
        OpGroup.Affine,
        "Every channel times a weight, and plus a bias if there is one: x * weight + bias.",
        "`weight` [features]; `bias` [features] if `bias`",
        [
            new("features", FieldType.Integer, "Channels of the input; may be left out, and is checked when given."),
            new("bias", FieldType.Boolean, "Whether there is a bias.", Default: "false"),
        ],
        Infer);

    private static LayerShape? Infer(LayerContext layer)
    {
        int features = layer.Input.Channels;
        bool bias = layer.Fields.Bool("bias", false);
        if (!layer.Agrees("features", features, "the channels of the input"))
            return null;
        LayerWeight[] weights = bias ? [layer.Weight("weight", features), layer.Weight("bias", features)] : [layer.Weight("weight", features)];
        return new LayerShape(layer.Input, new LayerOptions { HasBias = bias }, weights);
    }
}
