namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Functions of each number alone.</summary>
internal static class ActivationOps
{
    public static LayerOp[] All { get; } =
    [
        Of("relu", "max(x, 0)."),
        Of("leaky_relu", "x where x > 0, else negative_slope x.", layer =>
            layer.Fields.Value("negative_slope") is null
                ? new LayerOptions { NegativeSlope = "0.01" }
                : layer.Fields.Float("negative_slope", _ => true, "a finite number") is { } slope ? new LayerOptions { NegativeSlope = slope } : null,
            new LayerField("negative_slope", FieldType.Number, "The slope below 0.", Default: "0.01")),
        Of("elu", "x where x > 0, else alpha (exp(x) - 1).", layer =>
            layer.Fields.Value("alpha") is null
                ? new LayerOptions { Alpha = "1.0" }
                : layer.Fields.Float("alpha", _ => true, "a finite number") is { } alpha ? new LayerOptions { Alpha = alpha } : null,
            new LayerField("alpha", FieldType.Number, "Minus the limit below 0.", Default: "1.0")),
        Of("gelu", "x Phi(x).", layer => new LayerOptions { Mode = layer.Fields.Choice("approximate", "none", "none", "tanh") },
            new LayerField("approximate", FieldType.Word, "none: exact, with the error function; tanh: the approximation.", Default: "none", Choices: ["none", "tanh"])),
        Of("silu", "x / (1 + exp(-x))."),
        Of("tanh", "The hyperbolic tangent."),
        Of("sigmoid", "1 / (1 + exp(-x))."),
        Of("softplus", "log(1 + exp(x))."),
        Of("hard_swish", "x min(max(x + 3, 0), 6) / 6."),
    ];

    private static LayerOp Of(string name, string formula, Func<LayerContext, LayerOptions?>? read = null, params LayerField[] fields) => new(
        name,
        OpGroup.Activation,
        formula,
        "",
        fields,
        layer => (read is null ? new LayerOptions() : read(layer)) is { } options && !layer.Fields.Failed
            ? new LayerShape(layer.Input, options)
            : null);
}
