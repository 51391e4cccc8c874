namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>(x − mean) / √(var + ε) · w + b, with the statistics of the training.</summary>
internal static class BatchNormOp
{
    public static LayerOp Op { get; } = new(
        "batch_norm",
        OpGroup.Affine,
        "Batch norm with the statistics of the training: (x - running_mean) / sqrt(running_var + eps) * weight + bias.",
        "`running_mean`, `running_var`, each [features]; `weight`, `bias`, each [features], if `affine`",
        [
            new("features", FieldType.Integer, "Channels of the input; may be left out, and is checked when given."),
            new("eps", FieldType.Number, "Added to the variance.", Default: "1e-05"),
            new("affine", FieldType.Boolean, "Whether there are a weight and a bias.", Default: "true"),
            new("spatial", FieldType.Integer, "1 behind a dense layer or a conv1d, 2 or 3 behind those; may be left out, and is checked when given."),
        ],
        Infer);

    private static LayerShape? Infer(LayerContext layer)
    {
        int features = layer.Input.Channels;
        string? epsilon = layer.Fields.Value("eps") is null ? "1e-05" : layer.Fields.Float("eps", number => number >= 0, "a finite number, 0 or above");
        bool affine = layer.Fields.Bool("affine", true);
        bool agrees = layer.Agrees("features", features, "the channels of the input") & layer.Agrees("spatial", Math.Max(layer.Input.Rank - 1, 1), "the axes behind the channels of");
        if (!agrees || epsilon is null || layer.Fields.Failed)
            return null;
        LayerWeight[] parameters = affine ? [layer.Weight("weight", features), layer.Weight("bias", features)] : [];
        return new LayerShape(
            layer.Input,
            new LayerOptions { Epsilon = epsilon, HasBias = affine },
            [.. parameters, layer.Weight("running_mean", features), layer.Weight("running_var", features)]);
    }
}
