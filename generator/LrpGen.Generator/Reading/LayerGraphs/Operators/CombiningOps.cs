using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Operators of several inputs.</summary>
internal static class CombiningOps
{
    public static LayerOp[] All { get; } =
    [
        new("add", OpGroup.Sum, "The sum of two layers or more, element by element.", "", [], InferAdd, ManyInputs: true),
        new(
            "mul",
            OpGroup.Product,
            "The product of two layers, a signal and its gate, element by element. Where the gate has size 1 along an axis and the signal has not, it is repeated.",
            "",
            [],
            InferProduct,
            ManyInputs: true,
            MostInputs: 2),
        new(
            "concat",
            OpGroup.Structure,
            "Two layers or more, one behind the other along an axis.",
            "",
            [new LayerField("axis", FieldType.Integer, "Counted with the batch, which is 0: 1 are the channels.", Default: "1")],
            InferConcat,
            ManyInputs: true),
    ];

    private static LayerShape? InferAdd(LayerContext layer)
    {
        if (layer.Inputs.Any(shape => shape != layer.Input))
        {
            layer.Fields.ReportAt(DiagnosticCatalog.InputsDiffer, "inputs", string.Join(", ", layer.Inputs), "the same shape of all");
            return null;
        }

        return new LayerShape(layer.Input, new LayerOptions());
    }

    private static LayerShape? InferProduct(LayerContext layer)
    {
        Dims gate = layer.Inputs[1];
        if (gate.Rank != layer.Input.Rank || Enumerable.Range(0, gate.Rank).Any(axis => gate[axis] != 1 && gate[axis] != layer.Input[axis]))
        {
            layer.Fields.ReportAt(DiagnosticCatalog.InputsDiffer, "inputs", string.Join(", ", layer.Inputs), "the signal first, and a gate of the same shape, or with 1 in place of sizes of it");
            return null;
        }

        return new LayerShape(layer.Input, new LayerOptions());
    }

    private static LayerShape? InferConcat(LayerContext layer)
    {
        if (layer.Inputs.Any(shape => shape.Rank != layer.Input.Rank))
        {
            layer.Fields.ReportAt(DiagnosticCatalog.InputsDiffer, "inputs", string.Join(", ", layer.Inputs), "as many axes of all");
            return null;
        }

        int? axis = layer.Fields.Value("axis") is null ? 1 : layer.Fields.Int("axis", min: 1, max: layer.Input.Rank);
        if (axis is not { } given)
            return null;
        int along = given - 1;
        bool agree = layer.Inputs.All(shape => Enumerable.Range(0, shape.Rank).All(other => other == along || shape[other] == layer.Input[other]));
        if (!agree)
        {
            layer.Fields.ReportAt(DiagnosticCatalog.InputsDiffer, "inputs", string.Join(", ", layer.Inputs), $"shapes that differ along axis {ConfigReader.Text(given)} only");
            return null;
        }

        long total = layer.Inputs.Sum(shape => (long)shape[along]);
        if (total > ObjectReader.MaxSize)
        {
            layer.Fields.ReportAt(DiagnosticCatalog.SizeTooLarge, "inputs", $"{total} along axis {ConfigReader.Text(given)}", ConfigReader.Text(ObjectReader.MaxSize));
            return null;
        }

        Dims output = new(layer.Input.Sizes.Select((size, place) => place == along ? (int)total : size).ToEquatableArray());
        return new LayerShape(output, new LayerOptions { Axis = along });
    }
}
