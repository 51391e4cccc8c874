using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>y = W x + b.</summary>
internal static class DenseOp
{
    public static LayerOp Op { get; } = new(
        "linear",
        OpGroup.Linear,
        "A dense layer: y = W x + b.",
        "`weight` [out, in]; `bias` [out] if `bias`",
        [
            new("in", FieldType.Integer, "Features of the input; may be left out, and is checked when given."),
            new("out", FieldType.Integer, "Features of the output.", Required: true),
            new("bias", FieldType.Boolean, "Whether there is a bias.", Default: "true"),
        ],
        Infer);

    private static LayerShape? Infer(LayerContext layer)
    {
        int? outputs = layer.Fields.Int("out", required: true);
        bool bias = layer.Fields.Bool("bias", true);
        if (layer.Input.Rank != 1)
        {
            layer.Fields.ReportAt(DiagnosticCatalog.WrongRank, "op", $"an input of shape {layer.Input}", "a row of features: put a 'flatten' before it");
            return null;
        }

        int inputs = layer.Input[0];
        bool agrees = layer.Agrees("in", inputs, "the features of the input");
        if (!agrees || outputs is not { } count)
            return null;
        LayerWeight weight = layer.Weight("weight", count, inputs);
        LayerWeight[] weights = bias ? [weight, layer.Weight("bias", count)] : [weight];
        return new LayerShape(Dims.Of(count), new LayerOptions { HasBias = bias }, weights);
    }
}
