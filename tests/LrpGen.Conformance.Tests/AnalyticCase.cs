using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>A case of <c>analytic.json</c>: its layers as a layer graph, its weights as a checkpoint.</summary>
internal sealed class AnalyticCase
{
    private static readonly ConcurrentDictionary<string, Lazy<Type>> Compiled = new();

    private static readonly Lazy<ImmutableArray<JsonElement>> Cases = new(() =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenCase.RepositoryRoot, "tests", "golden", "analytic.json"))).RootElement.GetProperty("cases").EnumerateArray()]);

    private readonly JsonElement root;
    private readonly List<(string Name, long[] Shape, float[] Values)> weights = [];
    private readonly string text;

    private AnalyticCase(JsonElement root)
    {
        this.root = root;
        text = Graph().ToJsonString();
    }

    /// <summary>Values of all samples, and their number.</summary>
    public (float[] Values, int Count) Input => (Floats(root.GetProperty("input")), root.GetProperty("input").GetArrayLength());

    public IEnumerable<JsonProperty> Expected => root.GetProperty("expected").EnumerateObject();

    /// <summary>R_out where the case gives it; otherwise nothing.</summary>
    public float[] OutputRelevance => root.GetProperty("seed").TryGetProperty("R_out", out JsonElement given) ? Floats(given) : [];

    private string Name => root.GetProperty("name").GetString()!;

    private bool EndsWithSoftmax => root.GetProperty("layers").EnumerateArray().Last().GetProperty("op").GetString() == "softmax";

    public static IEnumerable<JsonElement> All() => Cases.Value;

    public static AnalyticCase Named(string name) => new(All().Single(c => c.GetProperty("name").GetString() == name));

    /// <summary>All numbers of nested arrays, in order.</summary>
    public static double[] Numbers(JsonElement value)
        => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(Numbers)] : [value.GetDouble()];

    private Type Model => Compiled.GetOrAdd(Name, _ => new Lazy<Type>(() => CompiledGraph.Compile(Name, text))).Value;

    public ArrayClassifier Load(VectorWidth width)
    {
        string folder = Directory.CreateTempSubdirectory("lrpgen-").FullName;
        try
        {
            return CompiledGraph.Load(Model, WriteWeights(folder), width);
        }
        finally
        {
            // The weights are packed by now.
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Writes the weights into a folder as a checkpoint and as packed weights, and loads both.</summary>
    public (ArrayClassifier Checkpoint, ArrayClassifier Packed) LoadBoth(string folder)
    {
        string checkpoint = WriteWeights(folder);
        CompiledGraph.Pack(Model, checkpoint, Path.Combine(folder, "model.lrpw"));
        return (CompiledGraph.Load(Model, checkpoint, Vectors.Default), CompiledGraph.Load(Model, folder, Vectors.Default));
    }

    private string WriteWeights(string folder)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, long[] shape, float[] values) in weights)
        {
            writer.Add(name, WeightType.F32, shape, values);
        }

        string path = Path.Combine(folder, "model.safetensors");
        writer.Write(path);
        return path;
    }

    /// <summary>The target: a label, or a list that indexes the axes behind the batch.</summary>
    public Target Target(ArrayClassifier model)
    {
        if (!root.GetProperty("seed").TryGetProperty("target", out JsonElement target))
        {
            return LrpGen.Runtime.Target.Predicted;
        }

        if (target.ValueKind == JsonValueKind.Number)
        {
            return LrpGen.Runtime.Target.Label(target.GetInt32());
        }

        int index = 0;
        foreach ((int size, JsonElement at) in model.Description.OutputShape.Zip(target.EnumerateArray()))
        {
            index = (index * size) + at.GetInt32();
        }

        return LrpGen.Runtime.Target.Weighted([.. Enumerable.Range(0, model.Description.OutputSize).Select(i => i == index ? 1f : 0f)]);
    }

    /// <summary>The channels that relevance goes through.</summary>
    public ImmutableArray<ChannelCondition> Conditions => root.TryGetProperty("masks", out JsonElement masks)
        ? [.. masks.EnumerateObject().Select(m => new ChannelCondition(m.Name, [.. m.Value.EnumerateArray().Select(c => c.GetInt32())]))]
        : [];

    /// <summary>The output of the last layer: of a softmax, probabilities.</summary>
    public float[] Output(ArrayClassifier model, ArraySession session, int sample)
    {
        float[] output = session.Logits(sample).ToArray();
        if (EndsWithSoftmax)
        {
            LrpGen.Runtime.Target.SoftMax(session.Logits(sample), 1, output);
        }

        return output;
    }

    private JsonObject Graph()
    {
        int[] shape = ShapeOf(root.GetProperty("input").EnumerateArray().First());
        JsonElement[] described = [.. root.GetProperty("layers").EnumerateArray()];
        if (described.Any(l => l.GetProperty("op").GetString() == "layer_norm"))
        {
            // The case normalises over all values of a sample, LrpGen over the features of a row.
            shape = [shape.Aggregate(1, (a, b) => a * b)];
        }

        JsonArray layers = [];
        JsonObject rules = [];
        foreach (JsonElement layer in described)
        {
            string name = layer.GetProperty("name").GetString()!;
            string op = layer.GetProperty("op").GetString()!;
            if (op == "linear" && layers.Count == 0 && shape.Length == 2)
            {
                AddOverLastAxis(layer, name, shape, layers);
            }
            else
            {
                layers.Add(op is "linear" or "conv2d" or "scale" ? WithWeights(layer, name, op, shape) : Without(layer, op));
            }

            // "layers without a rule": pass; winner takes all in max pooling; concat needs no rule.
            string? rule = root.GetProperty("rules").TryGetProperty(name, out JsonElement given) ? RuleText(given)
                : op.StartsWith("max_pool", StringComparison.Ordinal) ? "winner"
                : op is "concat" or "flatten" ? null
                : "pass";
            if (rule is not null)
            {
                rules["name:" + name] = rule;
            }
        }

        return new JsonObject
        {
            ["input"] = new JsonObject { ["name"] = "input", ["shape"] = new JsonArray([.. shape.Select(s => (JsonNode)s)]) },
            ["layers"] = layers,
            ["output"] = described[^1].GetProperty("name").GetString(),
            ["relevance"] = new JsonObject
            {
                ["name"] = "rules",
                ["rules"] = rules,
                ["seed"] = root.GetProperty("seed").TryGetProperty("kind", out JsonElement kind) && kind.GetString() == "one_hot" ? "one" : "logit",
            },
        };
    }

    // lrp_toolbox has no bias in the denominator of w²; the case does not say so.
    private string RuleText(JsonElement rule)
    {
        string text = LayerMethodTranslator.Rule(rule);
        return Name.StartsWith("toolbox.", StringComparison.Ordinal) ? text.Replace("w_square(", "w_square(zero_bias, ", StringComparison.Ordinal) : text;
    }

    // A dense layer over the last axis of [channels, length]: one over all values, with a block for each channel.
    private void AddOverLastAxis(JsonElement layer, string name, int[] shape, JsonArray layers)
    {
        (int channels, int length) = (shape[0], shape[1]);
        float[] block = Floats(layer.GetProperty("weight"));
        int outputs = block.Length / length;
        float[] whole = new float[channels * outputs * channels * length];
        for (int channel = 0; channel < channels; channel++)
        {
            for (int output = 0; output < outputs; output++)
            {
                int row = ((channel * outputs) + output) * channels;
                block.AsSpan(output * length, length).CopyTo(whole.AsSpan((row + channel) * length));
            }
        }

        weights.Add((name + ".weight", [channels * outputs, channels * length], whole));
        layers.Add(new JsonObject { ["name"] = "row", ["op"] = "flatten" });
        layers.Add(new JsonObject { ["name"] = name, ["op"] = "linear", ["out"] = channels * outputs, ["bias"] = false });
        layers.Add(new JsonObject { ["name"] = "rows", ["op"] = "reshape", ["shape"] = new JsonArray(channels, outputs) });
    }

    private JsonObject WithWeights(JsonElement layer, string name, string op, int[] input)
    {
        JsonElement weight = layer.GetProperty("weight");
        int[] shape = ShapeOf(weight);
        bool hasBias = layer.TryGetProperty("bias", out JsonElement bias) && bias.ValueKind == JsonValueKind.Array;
        if (op == "scale")
        {
            // One number a row of the sample, where LrpGen has one a feature.
            weights.Add((name + ".weight", [input[0]], Repeated(Floats(weight), input[0])));
            weights.Add((name + ".bias", [input[0]], Repeated(Floats(bias), input[0])));
        }
        else
        {
            weights.Add((name + ".weight", [.. shape.Select(s => (long)s)], Floats(weight)));
            if (hasBias)
            {
                weights.Add((name + ".bias", [bias.GetArrayLength()], Floats(bias)));
            }
        }

        JsonObject graph = Without(layer, op);
        graph["bias"] = hasBias;
        if (op != "scale")
        {
            graph["out"] = shape[0];
        }

        if (op == "conv2d")
        {
            graph["kernel"] = new JsonArray(shape[2], shape[3]);
        }

        return graph;
    }

    private static JsonObject Without(JsonElement layer, string op)
    {
        JsonObject graph = [];
        foreach (JsonProperty property in layer.EnumerateObject().Where(p => p.Name is not ("weight" or "bias")))
        {
            graph[property.Name == "slope" ? "negative_slope" : property.Name] = JsonNode.Parse(property.Value.GetRawText());
        }

        if (op == "layer_norm")
        {
            graph["affine"] = false;
        }

        return graph;
    }

    private static float[] Repeated(float[] values, int count)
        => [.. values.SelectMany(v => Enumerable.Repeat(v, count / values.Length))];

    private static int[] ShapeOf(JsonElement value)
        => value.ValueKind == JsonValueKind.Array ? [value.GetArrayLength(), .. ShapeOf(value.EnumerateArray().First())] : [];

    private static float[] Floats(JsonElement value) => [.. Numbers(value).Select(v => (float)v)];
}
