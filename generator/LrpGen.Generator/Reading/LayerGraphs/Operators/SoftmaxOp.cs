using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Probabilities of the labels. Only as the last operator, and explained through only when a rule says so.</summary>
internal static class SoftmaxOp
{
    public static LayerOp Op { get; } = new(
        "softmax",
        OpGroup.Softmax,
        "Probabilities of the labels; only as the output. An explanation begins before it, unless a rule says otherwise.",
        "",
        [],
        Infer);

    private static LayerShape? Infer(LayerContext layer)
    {
        if (layer.Input.Rank == 1)
            return new LayerShape(layer.Input, new LayerOptions());
        layer.Fields.ReportAt(DiagnosticCatalog.WrongRank, "op", $"an input of shape {layer.Input}", "a row of logits");
        return null;
    }
}
