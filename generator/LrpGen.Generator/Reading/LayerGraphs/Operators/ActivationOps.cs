using System.Globalization;
using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Functions of each number alone.</summary>
internal static class ActivationOps
{
    public static LayerOp[] All { get; } =
    [
        Of("relu", "max(x, 0)."),
        Of("relu6", "min(max(x, 0), 6)."),
        Of(
            "clip",
            "min(max(x, min), max), as torch.clamp: its derivative is 1 at the limits as well.",
            ReadLimits,
            new LayerField("min", FieldType.Number, "The lower limit; none unless given."),
            new LayerField("max", FieldType.Number, "The upper limit; none unless given.")),
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
        Of("hard_sigmoid", "min(max(x + 3, 0), 6) / 6."),
        Of("hard_swish", "x min(max(x + 3, 0), 6) / 6."),
        new(
            "prelu",
            OpGroup.Activation,
            "x where x > 0, else weight x.",
            "`weight` [num_parameters]",
            [new LayerField("num_parameters", FieldType.Integer, "How many slopes there are: 1, or one for each channel.", Default: "1")],
            InferPrelu),
    ];

    private static LayerOptions? ReadLimits(LayerContext layer)
    {
        ObjectReader fields = layer.Fields;
        string? low = fields.Float("min", _ => true, "a finite number (in single precision)");
        string? high = fields.Float("max", _ => true, "a finite number (in single precision)");
        if (fields.Failed)
            return null;
        if (low is null && high is null)
        {
            fields.ReportAt(DiagnosticCatalog.MissingKey, "min", "'min', 'max' or both");
            return null;
        }

        if (low is not null && high is not null && Number(low) > Number(high))
        {
            fields.Mismatch("max", high, $"at least the lower limit, {low}");
            return null;
        }

        return new LayerOptions { Minimum = low ?? "-Infinity", Maximum = high ?? "Infinity" };
    }

    private static float Number(string token) => float.Parse(token, NumberStyles.Float, CultureInfo.InvariantCulture);

    private static LayerShape? InferPrelu(LayerContext layer)
    {
        int channels = layer.Input.Channels;
        int? given = layer.Fields.Value("num_parameters") is null ? 1 : layer.Fields.Int("num_parameters");
        if (given is not { } slopes)
            return null;
        if (slopes != 1 && slopes != channels)
        {
            layer.Fields.Mismatch("num_parameters", ConfigReader.Text(slopes), $"1, or {ConfigReader.Text(channels)}, the channels of the input {layer.Input}");
            return null;
        }

        return new LayerShape(layer.Input, new LayerOptions(), layer.Weight("weight", slopes));
    }

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
