using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>Reads the text of a <c>*.lrp.json</c> file. Never throws, and reports all that is wrong at once.</summary>
internal static class LayerGraphReader
{
    public const string FileEnding = ".lrp.json";

    /// <summary>The keys of a file, for the schema.</summary>
    public static EquatableArray<string> Keys { get; } = ["$schema", "name", "input", "layers", "output", "labels", "problem_type", "relevance"];

    /// <param name="path">Of the file, for diagnostics.</param>
    /// <param name="text">Of the file.</param>
    /// <param name="methods">The item's <c>Methods</c> metadata, entries separated by <c>;</c>; empty for those of the file.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static LayerGraphResult Read(string path, string text, string methods = "", CancellationToken cancellation = default)
    {
        JsonReadResult json = JsonReader.Read(text, JsonOptions.HandWritten);
        if (!json.Errors.IsEmpty || json.Root is null)
            return new LayerGraphResult(null, json.Errors.Select(error => error.ToDiagnostic(path)).ToEquatableArray());
        if (json.Root.Kind != JsonKind.Object)
            return new LayerGraphResult(null, [DiagnosticInfo.Create(DiagnosticCatalog.RootNotObject, path, json.Root.Span, ConfigReader.Describe(json.Root))]);

        List<DiagnosticInfo> diagnostics = [];
        LayerGraphSpec? spec = Read(path, json.Root, methods, diagnostics, cancellation);
        EquatableArray<DiagnosticInfo> sorted = diagnostics.OrderBy(diagnostic => diagnostic.Span.Start).ToEquatableArray();
        return new LayerGraphResult(sorted.Any(diagnostic => diagnostic.IsError) ? null : spec, sorted);
    }

    private static LayerGraphSpec? Read(string path, JsonNode node, string methods, List<DiagnosticInfo> diagnostics, CancellationToken cancellation)
    {
        ObjectReader root = new(path, "", node, diagnostics);
        root.String("$schema");
        string name = root.String("name") ?? "network";
        GraphInput? input = GraphInput.Read(path, root, diagnostics);
        LayerList? layers = input is null ? null : LayerList.Read(path, root, input, diagnostics, cancellation);
        string? output = root.String("output", required: true);
        string[]? labels = root.Strings("labels", "an array of strings that are not empty");
        root.Value(OutputProblem.Key);
        JsonNode? relevance = root.Value("relevance");
        root.Finish([.. Keys]);
        if (input is null || layers is null || output is null || root.Failed)
            return null;

        EquatableArray<LayerSpec> reached = layers.UpTo(output, root);
        bool isComplete = layers.IsComplete && reached.Count > 0;
        EquatableArray<string> names = isComplete ? OutputLabels.Check(root, labels, reached[reached.Count - 1].OutputShape) : [];
        string problem = isComplete ? OutputProblem.Read(root, reached[reached.Count - 1]) : "";
        cancellation.ThrowIfCancellationRequested();
        // Rules are read even when layers are wrong, so that one build shows all mistakes that can be seen.
        EquatableArray<GraphMethodSpec> assigned = isComplete
            ? GraphMethods.Read(path, relevance, methods, new RuleTargets(reached), diagnostics)
            : [];
        return isComplete
            ? new LayerGraphSpec(name, input.Name, input.Shape.Sizes, reached, output, names, problem, assigned, input.Columns, CanonicalJson.Sha256(node))
            : null;
    }
}
