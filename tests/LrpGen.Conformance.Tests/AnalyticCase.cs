using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>A case of <c>analytic.json</c>: its layers as a layer graph, its weights as a checkpoint.</summary>
internal sealed class AnalyticCase
{
    private static readonly ConcurrentDictionary<string, Lazy<Type>> Compiled = new();

    private static readonly Lazy<ImmutableArray<JsonElement>> Cases = new(() =>
        [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenCase.RepositoryRoot, "tests", "golden", "analytic.json"))).RootElement.GetProperty("cases").EnumerateArray()]);

    private readonly JsonElement root;
    private readonly List<(string Name, long[] Shape, double[] Values)> weights = [];

    private AnalyticCase(JsonElement root)
    {
        this.root = root;
        Description = Graph().ToJsonString();
    }

    /// <summary>The layer graph, with the case's rules as its method.</summary>
    public string Description { get; }

    /// <summary>Values of every sample.</summary>
    public double[][] Samples => [.. root.GetProperty("input").EnumerateArray().Select(Numbers)];

    /// <summary>Values of all samples, one behind the other.</summary>
    public float[] Input => Floats(Numbers(root.GetProperty("input")));

    public IEnumerable<JsonProperty> Expected => root.GetProperty("expected").EnumerateObject();

    /// <summary>R_out where the case gives it; otherwise nothing.</summary>
    public float[] OutputRelevance => root.GetProperty("seed").TryGetProperty("R_out", out JsonElement given) ? Floats(Numbers(given)) : [];

    private string Name => root.GetProperty("name").GetString()!;

    private bool EndsWithSoftmax => root.GetProperty("layers").EnumerateArray().Last().GetProperty("op").GetString() == "softmax";

    public static IEnumerable<JsonElement> All() => Cases.Value;

    public static AnalyticCase Named(string name) => new(All().Single(c => c.GetProperty("name").GetString() == name));

    /// <summary>All numbers of nested arrays, in order.</summary>
    public static double[] Numbers(JsonElement value)
        => value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray().SelectMany(Numbers)] : [value.GetDouble()];

    private Type Model => Compiled.GetOrAdd(Name, _ => new Lazy<Type>(() => CompiledGraph.Compile(Name, Description))).Value;

    public ArrayClassifier Load(VectorWidth width)
    {
        string folder = Directory.CreateTempSubdirectory("lrpgen-").FullName;
        try
        {
            return GeneratedAssembly.Load<ArrayClassifier>(Model, WriteWeights(folder), new ArrayClassifierOptions { Width = width });
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
        GeneratedAssembly.Pack(Model, checkpoint, Path.Combine(folder, "model.lrpw"));
        return (Load(checkpoint), Load(folder));

        ArrayClassifier Load(string path) => GeneratedAssembly.Load<ArrayClassifier>(Model, path, new ArrayClassifierOptions { Width = Vectors.Default });
    }

    private string WriteWeights(string folder)
    {
        SafetensorsWriter writer = new();
        foreach ((string name, long[] shape, double[] values) in weights)
        {
            writer.Add(name, WeightType.F32, shape, Floats(values));
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
    public float[] Output(ArrayClassifier model, Session session, int sample)
    {
        float[] output = session.Logits(sample).ToArray();
        if (EndsWithSoftmax)
        {
            LrpGen.Runtime.Target.SoftMax(session.Logits(sample), 1, output);
        }

        return output;
    }

    /// <summary>Whether relevance goes through all channels.</summary>
    public bool IsWhole => !root.TryGetProperty("masks", out _);

    /// <summary>A tensor of the checkpoint, before it is rounded, or null.</summary>
    public double[]? Weight(string name) => weights.Find(w => w.Name == name).Values;

    /// <summary>The rule of a layer, if it has one.</summary>
    public Rule? RuleOf(string layer) => root.GetProperty("layers").EnumerateArray().Where(l => l.GetProperty("name").GetString() == layer).Select(RuleOf).SingleOrDefault();

    /// <summary>Relevance of a sample's output.</summary>
    public double[] Seed(double[] output, int sample)
    {
        JsonElement seed = root.GetProperty("seed");
        if (seed.TryGetProperty("R_out", out JsonElement given))
        {
            return Numbers(given[sample]);
        }

        // A list indexes the axes behind the batch; all of these cases' lists are zeros.
        int target = seed.GetProperty("target") is { ValueKind: JsonValueKind.Number } label ? label.GetInt32() : 0;
        return [.. output.Select((value, i) => i != target ? 0 : IsOne ? 1 : value)];
    }

    private bool IsOne => root.GetProperty("seed").TryGetProperty("kind", out JsonElement kind) && kind.GetString() == "one_hot";

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

            if (RuleOf(layer) is { } rule)
            {
                rules["name:" + name] = rule.Text;
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
                ["seed"] = IsOne ? "one" : "logit",
            },
        };
    }

    // "layers without a rule": pass; winner takes all in max pooling; what only moves numbers needs none.
    private Rule? RuleOf(JsonElement layer)
    {
        string op = layer.GetProperty("op").GetString()!;
        if (!root.GetProperty("rules").TryGetProperty(layer.GetProperty("name").GetString()!, out JsonElement given))
        {
            return op.StartsWith("max_pool", StringComparison.Ordinal) ? new Rule("winner") : op is "concat" or "flatten" ? null : new Rule("pass");
        }

        // lrp_toolbox has no bias in the denominator of w²; the case does not say so.
        Rule rule = Rule.Of(given);
        return rule.Name == "w_square" && Name.StartsWith("toolbox.", StringComparison.Ordinal) ? rule with { ZeroBias = true } : rule;
    }

    // A dense layer over the last axis of [channels, length]: one over all values, with a block for each channel.
    private void AddOverLastAxis(JsonElement layer, string name, int[] shape, JsonArray layers)
    {
        (int channels, int length) = (shape[0], shape[1]);
        double[] block = Numbers(layer.GetProperty("weight"));
        int outputs = block.Length / length;
        double[] whole = new double[channels * outputs * channels * length];
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
            weights.Add((name + ".weight", [input[0]], Repeated(Numbers(weight), input[0])));
            weights.Add((name + ".bias", [input[0]], Repeated(Numbers(bias), input[0])));
        }
        else
        {
            weights.Add((name + ".weight", [.. shape.Select(s => (long)s)], Numbers(weight)));
            if (hasBias)
            {
                weights.Add((name + ".bias", [bias.GetArrayLength()], Numbers(bias)));
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

    private static double[] Repeated(double[] values, int count)
        => [.. values.SelectMany(v => Enumerable.Repeat(v, count / values.Length))];

    private static int[] ShapeOf(JsonElement value)
        => value.ValueKind == JsonValueKind.Array ? [value.GetArrayLength(), .. ShapeOf(value.EnumerateArray().First())] : [];

    private static float[] Floats(double[] values) => [.. values.Select(v => (float)v)];
}
