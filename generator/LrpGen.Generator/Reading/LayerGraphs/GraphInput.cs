using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>What goes into the network: the <c>input</c> object.</summary>
internal sealed record GraphInput(string Name, Dims Shape, EquatableArray<string> Columns)
{
    /// <summary>The keys, for the schema.</summary>
    public static EquatableArray<string> Keys { get; } = ["name", "shape", "columns"];

    /// <summary>Null where something is wrong, and then it is reported.</summary>
    public static GraphInput? Read(string path, ObjectReader root, List<DiagnosticInfo> diagnostics)
    {
        if (root.Required("input", "an object such as {\"name\": \"input\", \"shape\": [3, 224, 224]}") is not { } node)
            return null;
        if (node.Kind != JsonKind.Object)
        {
            root.WrongType("input", node, "an object such as {\"name\": \"input\", \"shape\": [3, 224, 224]}");
            return null;
        }

        ObjectReader reader = new(path, "input › ", node, diagnostics);
        string name = reader.String("name") ?? "input";
        int[]? shape = reader.IntList("shape", 1, "an array of sizes without the batch, such as [features] or [channels, height, width]", required: true);
        string[]? columns = reader.Strings("columns", "an array of names, one for each feature");
        reader.Finish([.. Keys]);
        if (shape is null || reader.Failed)
            return null;
        Dims dims = Dims.Of(shape);
        if (dims.Elements > int.MaxValue)
            reader.ReportAt(DiagnosticCatalog.SizeTooLarge, "shape", $"{dims.Elements} numbers", ConfigReader.Text(int.MaxValue));
        if (columns is not null && (dims.Rank != 1 || columns.Length != dims[0]))
            reader.ReportAt(DiagnosticCatalog.LabelCount, "columns", $"{ConfigReader.Text(columns.Length)} names", dims.Rank == 1 ? $"{ConfigReader.Text(dims[0])}, one for each feature" : $"none: the input {dims} is no row of a table");
        return reader.Failed ? null : new GraphInput(name, dims, (columns ?? []).ToEquatableArray());
    }
}
