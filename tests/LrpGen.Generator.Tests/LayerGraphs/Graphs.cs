using System.Text.Json;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>Layer graphs for tests.</summary>
internal static class Graphs
{
    public const string Path = "/models/tiny.lrp.json";

    private static HashSet<string> Pending => [.. JsonDocument.Parse(Repository.Read("tests", "golden", "pending.json")).RootElement.EnumerateObject().Select(one => one.Name)];

    /// <summary>The layer graphs of the golden cases, without those that wait for their operators, and of the models that ship.</summary>
    public static TheoryData<string> Files => new(
        Directory.GetFiles(Repository.PathOf("tests", "golden"), "layers.json", SearchOption.AllDirectories)
            .Where(file => !Pending.Contains(System.IO.Path.GetFileName(System.IO.Path.GetDirectoryName(file)!)))
            .Concat(Directory.GetFiles(Repository.PathOf("models"), "layers.json", SearchOption.AllDirectories))
            .Select(file => System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'))
            .Order(StringComparer.Ordinal));

    public static LayerGraphResult Read(string text, string methods = "") => LayerGraphReader.Read(Path, text, methods);

    public static LayerGraphSpec Spec(string text, string methods = "")
    {
        LayerGraphResult result = Read(text, methods);
        Assert.Empty(result.Diagnostics.Select(Descriptions.Format));
        return result.Spec!;
    }

    /// <summary>A graph of those layers, one a line; the first stands in line 4.</summary>
    public static string Of(string shape, string output, params string[] layers) => With(shape, output, "", layers);

    /// <summary>The same, with more keys of the root at the end.</summary>
    public static string With(string shape, string output, string more, params string[] layers) => $$"""
        {
          "input": {"shape": {{shape}}},
          "layers": [
        {{string.Join(",\n", layers)}}
          ],
          "output": "{{output}}"{{more}}
        }
        """;

    /// <summary>The shape behind one layer.</summary>
    public static string Shape(string input, string fields) =>
        Spec(Of(input, "layer", $$"""{"name": "layer", {{fields}}}""", "")).Layers[0].OutputShape.ToString();
}
