namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>(x − mean) / √(var + ε) · w + b, over the channels at every position.</summary>
internal static class LayerNormOp
{
    public static LayerOp Op { get; } = new(
        "layer_norm",
        OpGroup.Norm,
        "Layer norm over the channels at every position: (x - mean) / sqrt(var + eps) * weight + bias, with the biased variance.",
        "`weight`, `bias`, each [features], if `affine`",
        [
            new("features", FieldType.Integer, "Channels of the input; may be left out, and is checked when given."),
            new("eps", FieldType.Number, "Added to the variance.", Default: "1e-05"),
            new("axis", FieldType.Integer, "1, the channels: the only one that there is.", Default: "1"),
            new("affine", FieldType.Boolean, "Whether there are a weight and a bias.", Default: "true"),
        ],
        Infer);

    private static LayerShape? Infer(LayerContext layer)
    {
        int features = layer.Input.Channels;
        string? epsilon = layer.Fields.Value("eps") is null ? "1e-05" : layer.Fields.Float("eps", number => number >= 0, "a finite number, 0 or above");
        bool affine = layer.Fields.Bool("affine", true);
        bool agrees = layer.Agrees("features", features, "the channels of the input");
        layer.Fields.Int("axis", min: 1, max: 1);
        if (!agrees || epsilon is null || layer.Fields.Failed)
            return null;
        LayerWeight[] weights = affine ? [layer.Weight("weight", features), layer.Weight("bias", features)] : [];
        return new LayerShape(layer.Input, new LayerOptions { Epsilon = epsilon, HasBias = affine }, weights);
    }
}
