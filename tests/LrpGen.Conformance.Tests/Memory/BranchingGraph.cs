using System.Text.Json.Nodes;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests.Memory;

/// <summary>
/// A layer graph drawn by a seed that is as hard on the memory plan as graphs get: most layers are read by several others, sums
/// add what they have added before, and every layer has a rule of its own. All shapes are the input's, so that any two can meet.
/// </summary>
internal sealed class BranchingGraph
{
    private static readonly string[] Operators = ["conv2d", "conv2d", "conv2d", "add", "add", "add", "add", "relu", "tanh", "batch_norm", "scale", "avg_pool2d", "max_pool2d", "layer_norm", "concat"];

    private readonly Random random;
    private readonly List<JsonObject> layers = [];
    private readonly List<string> loose = [];

    private BranchingGraph(int seed)
    {
        random = new Random(seed);
        int channels = random.Next(0, 4) switch { 0 => 1, 1 => 17, _ => random.Next(2, 6) };
        Shape = [channels, random.Next(1, 6), random.Next(1, 6)];
    }

    /// <summary>Shape of the input and of nearly all layers.</summary>
    public int[] Shape { get; }

    /// <summary>The layers that a condition can be put on, each with its channels.</summary>
    public string[] Restricted { get; private set; } = [];

    /// <summary>The text of a <c>*.lrp.json</c>.</summary>
    public string Description { get; private set; } = "";

    public static BranchingGraph Draw(int seed)
    {
        BranchingGraph graph = new(seed);
        graph.DrawLayers();
        return graph;
    }

    /// <summary>Values for a tensor of the graph or its input, positive where they are variances.</summary>
    public static float[] Values(string name, int count)
    {
        Random random = new(name.Aggregate(7, (hash, c) => unchecked((hash * 31) + c)));
        return [.. Enumerable.Range(0, count).Select(_ => (float)(name.EndsWith("running_var", StringComparison.Ordinal) ? 0.5 + random.NextDouble() : (2 * random.NextDouble()) - 0.9))];
    }

    /// <summary>Writes random weights for a graph.</summary>
    public static void WriteWeights(LayerGraphSpec spec, string path)
    {
        SafetensorsWriter writer = new();
        foreach (LayerWeight weight in spec.Layers.SelectMany(l => l.Weights))
        {
            _ = writer.Add(weight.Name, WeightType.F32, [.. weight.Shape.Sizes.Select(s => (long)s)], Values(weight.Name, (int)weight.Shape.Elements));
        }

        writer.Write(path);
    }

    private void DrawLayers()
    {
        List<string> names = ["input"];
        loose.Add("input");
        int count = random.Next(3, 14);
        for (int i = 0; i < count; i++)
        {
            string op = Operators[random.Next(Operators.Length)], name = $"{op}_{i}";
            string Any() => names[Math.Max(0, names.Count - 1 - random.Next(0, 4))];
            if (op == "concat")
            {
                // What stands side by side is cut apart again.
                int start = random.Next(0, Shape[0] + 1);
                Add($"{name}_both", op, [Any(), Any()], []);
                Add(name, "slice", [$"{name}_both"], [("start", start), ("end", start + Shape[0])]);
            }
            else
            {
                Add(name, op, op == "add" ? [Any(), Any(), .. random.Next(0, 3) == 0 ? [Any()] : Array.Empty<string>()] : [Any()], Fields(op));
            }

            names.Add(name);
        }

        string[] rest = [.. loose];
        if (rest.Length > 1)
        {
            Add("rest", "add", rest, []);
        }

        Restricted = [.. names.Skip(1).Where(_ => random.Next(0, 2) == 0)];
        Add("flat", "flatten", [loose[^1]], []);
        Add("head", "linear", ["flat"], [("out", 2)]);
        Description = new JsonObject
        {
            ["input"] = new JsonObject { ["name"] = "input", ["shape"] = new JsonArray([.. Shape.Select(s => JsonValue.Create(s))]) },
            ["layers"] = new JsonArray([.. layers]),
            ["output"] = "head",
            ["relevance"] = new JsonArray(Method("gradient", Derivative), Method("mixed", Rule), Method("other", Rule)),
        }.ToJsonString();
    }

    private (string, JsonNode)[] Fields(string op) => op switch
    {
        "conv2d" => random.Next(0, 2) == 0
            ? [("out", Shape[0]), ("kernel", 3), ("padding", 1), ("groups", random.Next(0, 2) == 0 ? Shape[0] : 1)]
            : [("out", Shape[0]), ("kernel", 1)],
        "avg_pool2d" or "max_pool2d" => [("kernel", 3), ("stride", 1), ("padding", 1)],
        "layer_norm" => [("eps", 0.1)],
        "scale" => [("bias", true)],
        _ => [],
    };

    private void Add(string name, string op, string[] inputs, (string Key, JsonNode Value)[] fields)
    {
        JsonObject layer = new() { ["name"] = name, ["op"] = op, ["inputs"] = new JsonArray([.. inputs.Select(i => JsonValue.Create(i))]) };
        foreach ((string key, JsonNode value) in fields)
        {
            layer[key] = value;
        }

        layers.Add(layer);
        loose.RemoveAll(inputs.Contains);
        loose.Add(name);
    }

    private JsonObject Method(string name, Func<string, string?> rule)
    {
        JsonObject rules = [];
        foreach (JsonObject layer in layers)
        {
            if (rule(layer["op"]!.GetValue<string>()) is { } text)
            {
                rules["name:" + layer["name"]!.GetValue<string>()] = text;
            }
        }

        return new JsonObject { ["name"] = name, ["rules"] = rules, ["seed"] = random.Next(0, 2) == 0 ? "one" : "logit" };
    }

    private static string? Derivative(string op) => op switch
    {
        "concat" or "slice" or "flatten" => null,
        "max_pool2d" => "winner",
        _ => "gradient",
    };

    private string? Rule(string op)
    {
        string[] rules = op switch
        {
            "linear" => ["gradient", "epsilon(0.25)"],
            "conv2d" => ["gradient", "gradient", "pass", "epsilon(0.25)", "gamma(0.5)", "zplus", "flat", "w_square"],
            "batch_norm" or "scale" or "layer_norm" => ["gradient", "pass", "epsilon(0.25)"],
            "relu" or "tanh" => ["gradient", "pass"],
            "add" => ["gradient", "gradient", "norm", "epsilon(0.25)"],
            "avg_pool2d" => ["gradient", "epsilon(0.25)"],
            "max_pool2d" => ["winner", "tie_split"],
            _ => [],
        };
        return rules.Length == 0 ? null : rules[random.Next(rules.Length)];
    }
}
