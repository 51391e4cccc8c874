using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using LrpGen.Benchmarks.Checkpoints;
using LrpGen.Benchmarks.Onnx;

namespace LrpGen.Benchmarks.Networks;

/// <summary>
/// The network of a layer graph as an ONNX graph, as exporters write it: one node a layer. Batch norms stand for themselves;
/// ONNX Runtime merges them into the convolutions before them when it loads the file.
/// </summary>
internal sealed class OnnxNetwork
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    private readonly OnnxGraph graph;
    private readonly Dictionary<string, string> outputs = [];

    private OnnxNetwork(OnnxGraph graph) => this.graph = graph;

    /// <summary>Writes the ONNX file of a layer graph beside its weights and returns its path.</summary>
    /// <param name="folder">Folder with <c>model.safetensors</c>.</param>
    /// <param name="description">The <c>*.lrp.json</c>.</param>
    public static string Write(string folder, string description)
    {
        using FileStream stream = File.OpenRead(description);
        using JsonDocument json = JsonDocument.Parse(stream, Lenient);
        OnnxGraph graph = new(new SafetensorsPlaces(Path.Combine(folder, "model.safetensors")));
        new OnnxNetwork(graph).Write(json.RootElement);
        string path = Path.Combine(folder, "model.onnx");
        graph.Write(path);
        return path;
    }

    private void Write(JsonElement root)
    {
        string[] shape = [.. root.GetProperty("input").GetProperty("shape").EnumerateArray().Select(size => size.GetRawText())];
        string previous = graph.FloatInput("input", ["batch", .. shape]);
        foreach (JsonElement layer in root.GetProperty("layers").EnumerateArray())
        {
            ImmutableArray<string> inputs = layer.TryGetProperty("inputs", out JsonElement named)
                ? [.. named.EnumerateArray().Select(name => outputs[name.GetString()!])]
                : [previous];
            previous = outputs[layer.GetProperty("name").GetString()!] = Layer(layer, inputs);
        }

        graph.Output("logits", "batch", "labels");
        graph.Node("Identity", "logits", [outputs[root.GetProperty("output").GetString()!]]);
    }

    private string Layer(JsonElement layer, ImmutableArray<string> inputs)
    {
        string name = layer.GetProperty("name").GetString()!, x = inputs[0];
        string Weight(string part) => graph.Weight($"{name}.{part}");
        return layer.GetProperty("op").GetString() switch
        {
            "conv2d" => graph.Node("Conv", HasBias(layer) ? [x, Weight("weight"), Weight("bias")] : [x, Weight("weight")], [.. Window(layer, stride: 1)]),
            "batch_norm" => graph.Node("BatchNormalization", [x, Weight("weight"), Weight("bias"), Weight("running_mean"), Weight("running_var")], OnnxAttribute.Of("epsilon", 1e-5f)),
            "linear" => graph.Node("Gemm", [x, Weight("weight"), Weight("bias")], OnnxAttribute.Of("transB", 1L)),
            "max_pool2d" => graph.Node("MaxPool", [x], [.. Window(layer, layer.GetProperty("kernel").GetInt64())]),
            "global_avg_pool" => graph.Node("GlobalAveragePool", [x]),
            "relu" => graph.Node("Relu", [x]),
            "add" => graph.Node("Add", [.. inputs]),
            "flatten" => graph.Node("Flatten", [x], OnnxAttribute.Of("axis", 1L)),
            var op => throw new NotSupportedException(string.Create(CultureInfo.InvariantCulture, $"{name}: {op} is not written as ONNX yet.")),
        };
    }

    private static bool HasBias(JsonElement layer) => !layer.TryGetProperty("bias", out JsonElement bias) || bias.GetBoolean();

    private static IEnumerable<OnnxAttribute> Window(JsonElement layer, long stride)
    {
        long Number(string key, long missing) => layer.TryGetProperty(key, out JsonElement value) ? value.GetInt64() : missing;
        long kernel = Number("kernel", 1), padding = Number("padding", 0);
        stride = Number("stride", stride);
        yield return OnnxAttribute.Of("kernel_shape", kernel, kernel);
        yield return OnnxAttribute.Of("strides", stride, stride);
        yield return OnnxAttribute.Of("pads", padding, padding, padding, padding);
    }
}
