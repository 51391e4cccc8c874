using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Operators that move numbers or leave some out, and change none.</summary>
internal static class ReshapingOps
{
    public static LayerOp[] All { get; } =
    [
        new("flatten", OpGroup.Structure, "All axes but the batch become one, in row order.", "", [], InferFlatten),
        new(
            "reshape",
            OpGroup.Structure,
            "The same numbers, in row order, in another shape.",
            "",
            [new LayerField("shape", FieldType.Integers, "Without the batch; one size may be -1 and follows from the others.", Required: true)],
            InferReshape),
        new(
            "slice",
            OpGroup.Structure,
            "A part of an axis: every step-th index from start up to, but not with, end.",
            "",
            [
                new LayerField("axis", FieldType.Integer, "Counted with the batch, which is 0: 1 are the channels.", Default: "1"),
                new LayerField("start", FieldType.Integer, "The first index; negative counts from the end.", Default: "0"),
                new LayerField("end", FieldType.Integer, "The index behind the last; negative counts from the end. The end of the axis unless given."),
                new LayerField("step", FieldType.Integer, "From one index to the next.", Default: "1"),
            ],
            InferSlice),
        new(
            "dropout",
            OpGroup.Structure,
            "Nothing: dropout acts in training only.",
            "",
            [new LayerField("p", FieldType.Number, "The share that is dropped in training. Has no effect.")],
            layer =>
            {
                layer.Fields.Float("p", number => number is >= 0 and <= 1, "a number from 0 to 1");
                return layer.Fields.Failed ? null : new LayerShape(layer.Input, new LayerOptions());
            }),
    ];

    private static LayerShape? InferFlatten(LayerContext layer)
    {
        if (layer.Input.Elements > ObjectReader.MaxSize)
        {
            layer.Fields.ReportAt(DiagnosticCatalog.SizeTooLarge, "op", $"{layer.Input.Elements} features", ConfigReader.Text(ObjectReader.MaxSize));
            return null;
        }

        return new LayerShape(Dims.Of((int)layer.Input.Elements), new LayerOptions());
    }

    private static LayerShape? InferReshape(LayerContext layer)
    {
        if (layer.Fields.IntList("shape", -1, "an array of 1 to 8 integers without the batch, one of which may be -1", required: true) is not { } shape)
            return null;
        long given = shape.Where(size => size >= 0).Aggregate(1L, (product, size) => product > int.MaxValue ? product : product * size);
        int open = shape.Count(size => size == -1);
        bool fits = open switch
        {
            0 => given == layer.Input.Elements,
            1 => given > 0 && layer.Input.Elements % given == 0 && layer.Input.Elements / given <= ObjectReader.MaxSize,
            _ => false,
        };
        if (!fits)
        {
            layer.Fields.Mismatch("shape", $"[{string.Join(", ", shape.Select(ConfigReader.Text))}]", $"sizes whose product is {layer.Input.Elements}, the numbers of the input {layer.Input}; at most one may be -1");
            return null;
        }

        EquatableArray<int> sizes = shape.Select(size => size == -1 ? (int)(layer.Input.Elements / given) : size).ToEquatableArray();
        return new LayerShape(new Dims(sizes), new LayerOptions { Shape = sizes });
    }

    private static LayerShape? InferSlice(LayerContext layer)
    {
        ObjectReader fields = layer.Fields;
        int axis = (fields.Value("axis") is null ? 1 : fields.Int("axis", min: 1, max: layer.Input.Rank)) is { } given ? given - 1 : -1;
        if (axis < 0)
            return null;
        int size = layer.Input[axis];
        int? start = fields.Value("start") is null ? 0 : fields.Int("start", min: -size, max: size - 1);
        int? end = fields.Value("end") is null ? size : fields.Int("end", min: -size, max: size);
        int? step = fields.Value("step") is null ? 1 : fields.Int("step");
        if (start is not { } from || end is not { } to || step is not { } by)
            return null;
        from = from < 0 ? from + size : from;
        to = to < 0 ? to + size : to;
        if (to <= from)
        {
            fields.ReportAt(DiagnosticCatalog.EmptyOutput, "end", $"a part from {ConfigReader.Text(from)} up to {ConfigReader.Text(to)}", $"an end above {ConfigReader.Text(from)}");
            return null;
        }

        int count = ((to - from - 1) / by) + 1;
        Dims output = new(layer.Input.Sizes.Select((length, place) => place == axis ? count : length).ToEquatableArray());
        return new LayerShape(output, new LayerOptions { Axis = axis, Start = from, End = to, Step = by });
    }
}
