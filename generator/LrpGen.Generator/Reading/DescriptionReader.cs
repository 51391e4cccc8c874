using System.Text.RegularExpressions;
using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Reading;

/// <summary>What a description of either kind says, and what is wrong with it.</summary>
internal sealed record DescriptionResult(ModelSpec? Spec, EquatableArray<DiagnosticInfo> Diagnostics);

/// <summary>Tells the two kinds of descriptions apart: layer graphs, and configurations of Hugging Face.</summary>
internal static class DescriptionReader
{
    /// <param name="path">Of the file.</param>
    /// <param name="text">Of the file.</param>
    /// <param name="methods">The item's <c>Methods</c>, which name layers of a layer graph.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static DescriptionResult Read(string path, string text, string methods, CancellationToken cancellation = default)
    {
        if (IsLayerGraph(path, text))
        {
            LayerGraphResult graph = LayerGraphReader.Read(path, text, methods, cancellation);
            return new DescriptionResult(graph.Spec, graph.Diagnostics);
        }

        ReadResult config = SpecReader.Read(path, text);
        return new DescriptionResult(config.Spec, config.Diagnostics);
    }

    /// <summary>Whether a description is a layer graph, by its name or by what it holds, even where that is no JSON yet.</summary>
    public static bool IsLayerGraph(string path, string text)
    {
        if (path.EndsWith(LayerGraphReader.FileEnding, StringComparison.OrdinalIgnoreCase))
            return true;
        JsonReadResult json = JsonReader.Read(text, JsonOptions.HandWritten);
        if (json.Root?.Member("layers") is { } layers)
            return layers.Value.Kind == JsonKind.Array && json.Root.Member("model_type") is null;

        // Behind a bracket that is not closed, keys belong to what is in it.
        return !json.Errors.IsEmpty && Regex.IsMatch(text, "\"layers\"\\s*:\\s*\\[") && !text.Contains("\"model_type\"");
    }
}
