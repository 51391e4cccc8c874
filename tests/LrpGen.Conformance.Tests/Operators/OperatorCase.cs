using System.Text.Json.Nodes;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>What is around an operator.</summary>
internal enum Surroundings
{
    /// <summary>It reads the network's input, and layers around it are differentiated: relevance itself arrives and is read.</summary>
    Alone,

    /// <summary>A second branch reads the input as well, so that relevance is added to what is there.</summary>
    ReadTwice,

    /// <summary>Layers with LRP-ε lie before and behind it: relevance may arrive and go on over the values.</summary>
    Chain,
}

/// <summary>An operator in a small graph: <c>op</c> is the layer that matters, and a dense <c>head</c> gives it relevance of both signs.</summary>
/// <param name="Op">The operator.</param>
/// <param name="About">What is special about it.</param>
/// <param name="Shape">Shape of the graph's input.</param>
/// <param name="Fields">More keys of the layer.</param>
internal sealed record OperatorCase(string Op, string About, int[] Shape, string Fields)
{
    /// <summary>Layers before it, as JSON objects.</summary>
    public string[] Before { get; init; } = [];

    /// <summary>What it reads; the input unless given.</summary>
    public string[] Inputs { get; init; } = ["input"];

    /// <summary>
    /// Added to every input. With 1/64 no sum of up to 15 inputs is exactly zero, whose sign a float32 mean of thirds would lose.
    /// </summary>
    public float Offset { get; init; }

    /// <summary>Whether the shape behind it is the one before it: then dense layers and convolutions take <c>pass</c>.</summary>
    public bool KeepsShape { get; init; }

    /// <summary>Whether a batch norm, <c>norm</c>, stands behind it.</summary>
    public bool HasNorm { get; init; }

    public string Label => HasNorm ? $"{Op} + batch_norm, {About}" : $"{Op}, {About}";

    /// <summary>Whether it is the output: nothing may follow a softmax.</summary>
    public bool IsOutput => Op == "softmax";

    /// <summary>The layer graph.</summary>
    /// <param name="around">What is around the operator. In a chain, a layer named <c>input</c> stands between it and the network's input, <c>source</c>.</param>
    /// <param name="methods">Name, rules by layer and seed of every method; other layers are differentiated.</param>
    public string Describe(Surroundings around, IEnumerable<(string Name, IReadOnlyDictionary<string, string> Rules, string Seed)> methods)
    {
        JsonArray layers = [];
        if (around == Surroundings.Chain)
        {
            layers.Add(Layer("input", "scale", "source"));
        }

        foreach (string layer in Before)
        {
            layers.Add(JsonNode.Parse(layer));
        }

        JsonObject op = JsonNode.Parse($"{{\"name\": \"op\", \"op\": \"{Op}\"{(Fields.Length > 0 ? ", " + Fields : "")}}}")!.AsObject();
        op["inputs"] = Names(Inputs);
        layers.Add(op);
        if (HasNorm)
        {
            layers.Add(Layer("norm", "batch_norm", "op", ("eps", 0)));
        }

        if (!IsOutput)
        {
            layers.Add(Layer("flat", "flatten", HasNorm ? "norm" : "op"));
            layers.Add(Layer("head", "linear", "flat", ("out", 3)));
        }

        if (around == Surroundings.ReadTwice)
        {
            layers.Add(Layer("side_flat", "flatten", "input"));
            layers.Add(Layer("side", "linear", "side_flat", ("out", 3)));
            layers.Add(new JsonObject { ["name"] = "sum", ["op"] = "add", ["inputs"] = Names(["head", "side"]) });
        }

        return new JsonObject
        {
            ["input"] = new JsonObject { ["name"] = around == Surroundings.Chain ? "source" : "input", ["shape"] = new JsonArray([.. Shape.Select(s => JsonValue.Create(s))]) },
            ["layers"] = layers,
            ["output"] = layers[^1]!["name"]!.GetValue<string>(),
            ["relevance"] = new JsonArray([.. methods.Select(Method)]),
        }.ToJsonString();
    }

    private static JsonObject Method((string Name, IReadOnlyDictionary<string, string> Rules, string Seed) method)
    {
        JsonObject rules = new() { ["any"] = "gradient" };
        foreach ((string layer, string rule) in method.Rules)
        {
            rules["name:" + layer] = rule;
        }

        return new JsonObject { ["name"] = method.Name, ["rules"] = rules, ["seed"] = method.Seed };
    }

    private static JsonObject Layer(string name, string op, string input, params (string Key, int Value)[] fields)
    {
        JsonObject layer = new() { ["name"] = name, ["op"] = op, ["inputs"] = Names([input]) };
        foreach ((string key, int value) in fields)
        {
            layer[key] = value;
        }

        return layer;
    }

    private static JsonArray Names(string[] names) => [.. names.Select(n => JsonValue.Create(n))];
}
