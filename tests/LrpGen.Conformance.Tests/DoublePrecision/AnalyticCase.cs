using System.Text.Json;
using System.Text.Json.Nodes;

namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>A case of <c>analytic.json</c>, small enough to be computed by hand: its layers hold their weights.</summary>
internal sealed class AnalyticCase
{
    private readonly JsonElement root;
    private readonly Dictionary<string, double[]> weights = [];

    private AnalyticCase(JsonElement root)
    {
        this.root = root;
        JsonArray layers = [];
        foreach (JsonElement layer in root.GetProperty("layers").EnumerateArray())
        {
            layers.Add(Describe(layer));
        }

        Description = new JsonObject
        {
            ["input"] = new JsonObject { ["shape"] = new JsonArray([.. Shape(root.GetProperty("input")[0]).Select(s => JsonValue.Create(s))]) },
            ["layers"] = layers,
            ["output"] = layers[^1]!["name"]!.GetValue<string>(),
        }.ToJsonString();
    }

    /// <summary>
    /// All cases but those that are no matter of rules (relevance is masked on its way) and those of layers that LrpGen does not
    /// have: a dense layer over the last of several axes, and a layer norm over all of them.
    /// </summary>
    public static IEnumerable<AnalyticCase> All()
        => JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenCase.RepositoryRoot, "tests", "golden", "analytic.json"))).RootElement
            .GetProperty("cases").EnumerateArray()
            .Where(c => !c.TryGetProperty("masks", out _) && c.GetProperty("name").GetString() is not ("captum.maxpool1d" or "rpj.layer_norm"))
            .Select(c => new AnalyticCase(c));

    public string Name => root.GetProperty("name").GetString()!;

    /// <summary>The layer graph.</summary>
    public string Description { get; }

    public double[]? Weight(string name) => weights.GetValueOrDefault(name);

    /// <summary>One input a row.</summary>
    public double[][] Input => [.. root.GetProperty("input").EnumerateArray().Select(Flat)];

    public double[][] Expected(string what) => [.. root.GetProperty("expected").GetProperty(what).EnumerateArray().Select(Flat)];

    /// <summary>The rule of every layer: what the case does not list passes relevance on, and a max pool gives it to the winner.</summary>
    public Dictionary<string, Rule> Rules() => root.GetProperty("layers").EnumerateArray().ToDictionary(
        layer => layer.GetProperty("name").GetString()!,
        layer => root.GetProperty("rules").TryGetProperty(layer.GetProperty("name").GetString()!, out JsonElement rule)
            // lrp_toolbox's w² has no bias in its denominator.
            ? Rule.Of(rule) with { ZeroBias = Name.StartsWith("toolbox.", StringComparison.Ordinal) && rule.GetProperty("rule").GetString() == "w_square" }
            : layer.GetProperty("op").GetString()!.StartsWith("max_pool", StringComparison.Ordinal) ? new Rule("winner")
            : new Rule("pass"));

    /// <summary>Relevance of the output of a row.</summary>
    public double[] Seed(double[] output, int row)
    {
        JsonElement seed = root.GetProperty("seed");
        if (seed.TryGetProperty("R_out", out JsonElement given))
        {
            return Flat(given[row]);
        }

        // A list says where the target lies in the output's shape; in these cases that is its first number.
        JsonElement target = seed.GetProperty("target");
        int index = target.ValueKind == JsonValueKind.Array ? 0 : target.GetInt32();
        bool one = seed.GetProperty("kind").GetString() == "one_hot";
        return [.. output.Select((value, i) => i != index ? 0 : one ? 1 : value)];
    }

    private JsonObject Describe(JsonElement layer)
    {
        JsonObject described = JsonNode.Parse(layer.GetRawText())!.AsObject();
        string name = layer.GetProperty("name").GetString()!;
        foreach (string role in (string[])["weight", "bias"])
        {
            _ = described.Remove(role);
            if (layer.TryGetProperty(role, out JsonElement value) && value.ValueKind != JsonValueKind.Null)
            {
                weights[$"{name}.{role}"] = Flat(value);
            }
        }

        switch (layer.GetProperty("op").GetString())
        {
            case "linear":
                described["out"] = layer.GetProperty("weight").GetArrayLength();
                break;
            case "conv2d":
                described["out"] = layer.GetProperty("weight").GetArrayLength();
                described["kernel"] = new JsonArray([.. Shape(layer.GetProperty("weight")).Skip(2).Select(s => JsonValue.Create(s))]);
                break;
            case "leaky_relu":
                described["negative_slope"] = layer.GetProperty("slope").GetDouble();
                _ = described.Remove("slope");
                break;
        }

        return described;
    }

    private static int[] Shape(JsonElement values)
        => values.ValueKind == JsonValueKind.Array ? [values.GetArrayLength(), .. Shape(values[0])] : [];

    private static double[] Flat(JsonElement values)
        => values.ValueKind == JsonValueKind.Array ? [.. values.EnumerateArray().SelectMany(Flat)] : [values.GetDouble()];
}
