using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Tests.Snapshots;

/// <summary>A small residual network: its methods show folded batch norms, relevance itself and relevance over the values.</summary>
internal static class ExampleGraph
{
    private const string Path = "/project/models/tiny.lrp.json";

    private const string Description = """
        {
          "name": "tiny",
          "input": {"name": "picture", "shape": [3, 8, 6]},
          "layers": [
            {"name": "stem.conv", "op": "conv2d", "out": 4, "kernel": 3, "padding": 1, "bias": false},
            {"name": "stem.bn", "op": "batch_norm"},
            {"name": "stem.relu", "op": "relu"},
            {"name": "stem.pool", "op": "max_pool2d", "kernel": 2},
            {"name": "block.conv", "op": "conv2d", "out": 4, "kernel": 3, "padding": 1},
            {"name": "block.add", "op": "add", "inputs": ["block.conv", "stem.pool"]},
            {"name": "block.relu", "op": "relu"},
            {"name": "pool", "op": "global_avg_pool"},
            {"name": "flatten", "op": "flatten"},
            {"name": "fc", "op": "linear", "out": 3}
          ],
          "output": "fc",
          "labels": ["a < b & c", "say \"no\"", "नहीं"],
          "relevance": [
            "epsilon-plus",
            {"name": "careful", "composite": "epsilon-gamma-box([-1, -1, 0], 1)", "rules": {"last": "epsilon(0.25)", "stem.pool": "tie_split"}},
            "smoothgrad(0.1, 5)"
          ]
        }
        """;

    public static CompileResult Compile(string @namespace) => Compile(@namespace, Description);

    public static CompileResult Compile(string @namespace, string description)
    {
        LayerGraphResult read = LayerGraphReader.Read(Path, description);
        Assert.Empty(read.Diagnostics.Select(Descriptions.Format));
        CompileResult result = Compiler.Compile(new ModelRequest("models/tiny.lrp.json", "Tiny", @namespace, "", "public", EmbedWeights: false, Path), read.Spec!);
        Assert.Empty(result.Diagnostics.Select(Descriptions.Format));
        return result;
    }
}
