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
    public static DescriptionResult Read(string path, string text, string methods)
    {
        if (IsLayerGraph(path, text))
        {
            LayerGraphResult graph = LayerGraphReader.Read(path, text, methods);
            return new DescriptionResult(graph.Spec, graph.Diagnostics);
        }

        ReadResult config = SpecReader.Read(path, text);
        return new DescriptionResult(config.Spec, config.Diagnostics);
    }

    private static bool IsLayerGraph(string path, string text)
    {
        if (path.EndsWith(LayerGraphReader.FileEnding, StringComparison.OrdinalIgnoreCase))
            return true;
        JsonNode? root = JsonReader.Read(text, JsonOptions.HandWritten).Root;
        return root?.Member("layers")?.Value.Kind == JsonKind.Array && root.Member("model_type") is null;
    }
}
