using System.Diagnostics;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Generator.Tests;

/// <summary>Compiling takes time and memory in proportion to the number of layers.</summary>
public sealed class ScalingTests
{
    // Four times the layers: four times the work where it is linear, sixteen times where a search runs in a loop.
    private const int Few = 100, Many = 400;

    [Fact]
    public void An_encoder_of_four_times_the_layers_takes_four_times_as_much() => AssertLinear(layers =>
    {
        ReadResult read = SpecReader.Read("config.json", Descriptions.BertWith($"\"num_hidden_layers\": {layers}"));
        return Compiler.Compile(new ModelRequest("config.json", "Model1", "N", "attnlrp;gradient", "public", false, "config.json"), read.Spec!);
    });

    [Fact]
    public void A_layer_graph_of_four_times_the_layers_takes_four_times_as_much() => AssertLinear(layers =>
    {
        IEnumerable<string> blocks = Enumerable.Range(0, layers / 4).Select(i => $$"""
            {"name": "conv{{i}}", "op": "conv2d", "inputs": ["{{(i == 0 ? "input" : $"sum{i - 1}")}}"], "out": 3, "kernel": 3, "padding": 1},
            {"name": "norm{{i}}", "op": "batch_norm"}, {"name": "relu{{i}}", "op": "relu"},
            {"name": "sum{{i}}", "op": "add", "inputs": ["relu{{i}}", "{{(i == 0 ? "input" : $"sum{i - 1}")}}"]}
            """);
        IEnumerable<string> rules = Enumerable.Range(0, layers / 4).Select(i => $"\"name:conv{i}\": \"gamma(0.25)\"");
        string text = $$"""
            {"input": {"name": "input", "shape": [3, 4, 4]}, "layers": [{{string.Join(",", blocks)}}, {"name": "flat", "op": "flatten"}, {"name": "head", "op": "linear", "out": 2}], "output": "head",
             "relevance": [{"composite": "epsilon-plus"}, {"name": "mine", "rules": {"any": "gradient", {{string.Join(",", rules)}}}, "seed": "one"}]}
            """;
        LayerGraphResult read = LayerGraphReader.Read("g.lrp.json", text);
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        return Compiler.Compile(new ModelRequest("g.lrp.json", "Model1", "N", "", "public", false, "g"), read.Spec);
    });

    private static void AssertLinear(Func<int, CompileResult> compile)
    {
        _ = compile(Few);

        // What else the machine does is measured as well: the best of a few attempts counts.
        double time = double.MaxValue;
        for (int attempt = 0; attempt < 5 && time > 7; attempt++)
        {
            (long few, TimeSpan fast) = Measure(() => compile(Few));
            (long many, TimeSpan slow) = Measure(() => compile(Many));
            Assert.InRange((double)many / few, 1, 4.6);
            time = Math.Min(time, slow / fast);
        }

        Assert.InRange(time, 0, 9);
    }

    private static (long Bytes, TimeSpan Time) Measure(Func<CompileResult> compile)
    {
        long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
        Assert.NotEmpty(compile().Files);
        return (GC.GetAllocatedBytesForCurrentThread() - before, Stopwatch.GetElapsedTime(start));
    }
}
