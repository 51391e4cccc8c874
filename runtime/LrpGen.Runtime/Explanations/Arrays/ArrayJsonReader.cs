using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Reads the JSON form of an <see cref="ArrayExplanation"/>. The text may come from anybody.</summary>
internal static class ArrayJsonReader
{
    public static ArrayExplanation Read(JsonElement element)
    {
        var root = new JsonCursor(element, "$");
        int version = JsonReading.Version(root, JsonNames.ArraySchema, ArrayExplanation.CurrentSchemaVersion);
        ImmutableArray<LabelScore> labels = JsonReading.Labels(root);
        ImmutableArray<int> shape = Shape(root["shape"], out int count);
        return new()
        {
            SchemaVersion = version,
            Model = root["model"].String(),
            Method = root["method"].String(),
            Labels = labels,
            PredictedLabel = root["predictedLabel"].Integer(0, labels.Length - 1),
            Target = JsonReading.Target(root["target"], labels.Length, severalEach: true),
            Shape = shape,
            Input = Floats(root["input"], count),
            Relevance = Floats(root["relevance"], count),
            Layers = root.Optional("layers")?.Array(Layer) ?? [],
            Ledger = root.Optional("ledger") is { } ledger ? JsonReading.Ledger(ledger) : null,
            FeatureNames = Texts(root.Optional("featureNames"), count),
            FeatureUnits = Texts(root.Optional("featureUnits"), count),
        };
    }

    private static LayerRelevance Layer(JsonCursor layer)
    {
        ImmutableArray<int> shape = Shape(layer["shape"], out int count);
        return new(layer["name"].String(), shape, Floats(layer["relevance"], count));
    }

    private static ImmutableArray<int> Shape(JsonCursor sizes, out int count)
    {
        ImmutableArray<int> shape = sizes.Array(size => size.Integer(1, int.MaxValue));
        long values = ArrayShape.Count(shape);
        if (values < 0) throw sizes.Error($"{(shape.Length <= 8 ? ArrayShape.Describe(shape) : "this")} is not the shape of an array");
        count = (int)values;
        return shape;
    }

    private static ImmutableArray<float> Floats(JsonCursor values, int count) =>
        Counted(values, values.Array(value => value.Single()), count);

    private static ImmutableArray<string> Texts(JsonCursor? texts, int count) =>
        texts is { } cursor ? Counted(cursor, cursor.Array(text => text.String()), count) : [];

    private static ImmutableArray<T> Counted<T>(JsonCursor cursor, ImmutableArray<T> values, int count) => values.Length == count
        ? values
        : throw cursor.Error(string.Create(CultureInfo.InvariantCulture, $"the shape needs {count} values, found {values.Length}"));
}
