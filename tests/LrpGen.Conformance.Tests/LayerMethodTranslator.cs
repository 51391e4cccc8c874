using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LrpGen.Conformance.Tests.DoublePrecision;

namespace LrpGen.Conformance.Tests;

/// <summary>
/// Writes the methods of a golden case of layers as LrpGen's <c>relevance</c> section: every layer by its name, with
/// every parameter, so that no default of LrpGen's takes part.
/// </summary>
internal static class LayerMethodTranslator
{
    /// <summary>The case's layer graph with all of its methods, as the text of a <c>*.lrp.json</c> file.</summary>
    public static string Graph(GoldenCase golden) => Graph(
        File.ReadAllText(Path.Combine(golden.Folder, "layers.json")),
        File.ReadAllText(Path.Combine(golden.Folder, "case.json")));

    /// <param name="layers">Text of a <c>layers.json</c>.</param>
    /// <param name="description">Text of a <c>case.json</c>.</param>
    public static string Graph(string layers, string description)
    {
        JsonObject graph = JsonNode.Parse(layers)!.AsObject();
        using JsonDocument json = JsonDocument.Parse(description);
        JsonArray methods = [];
        foreach (JsonProperty method in json.RootElement.GetProperty("methods").EnumerateObject())
            methods.Add(Method(method.Name, method.Value, graph));
        graph["relevance"] = methods;
        return graph.ToJsonString();
    }

    /// <summary>One method of a case, as an element of the <c>relevance</c> section.</summary>
    public static JsonObject Method(string name, JsonElement method, JsonObject graph)
    {
        JsonObject rules = [];
        bool folds = method.TryGetProperty("canonizers", out JsonElement canonizers) && canonizers.ValueKind == JsonValueKind.Array && canonizers.GetArrayLength() > 0;
        foreach (JsonObject layer in graph["layers"]!.AsArray().Select(node => node!.AsObject()))
        {
            string layerName = layer["name"]!.GetValue<string>();
            string op = layer["op"]!.GetValue<string>();
            // zennit's canonizers fold every batch norm of these cases.
            string? rule = folds && op == "batch_norm" ? "folded" : RuleOf(method, layerName, op);
            if (rule is not null)
                rules["name:" + layerName] = rule;
        }

        JsonObject translated = new() { ["name"] = name };
        if (Procedure(method) is { } procedure)
            translated["composite"] = procedure;
        translated["rules"] = rules;
        if (Seed(method) is { } seed)
            translated["seed"] = seed;
        return translated;
    }

    // What a case does not list is differentiated; layers that only move numbers need no rule.
    private static string? RuleOf(JsonElement method, string layer, string op)
        => Rule.Of(method, layer)?.Text ?? (op is "flatten" or "concat" or "constant_pad1d" or "reshape" or "slice" or "dropout" ? null : Rule.Gradient.Text);

    /// <summary>What is done around the rules of a method, or <see langword="null"/> where one pass is all of it.</summary>
    public static string? Procedure(JsonElement method)
    {
        string peer = method.TryGetProperty("peer_method", out JsonElement given) ? given.GetString()! : "";
        bool timesInput = method.TryGetProperty("times_input", out JsonElement times) && times.GetBoolean();
        if (timesInput || peer.StartsWith("IntegratedGradients(n_iter=1)", StringComparison.Ordinal))
            return "gradient-x-input";
        if (peer is not ("SmoothGrad" or "IntegratedGradients" or "Occlusion"))
            return null;
        JsonElement parameters = method.GetProperty("parameters");
        return peer switch
        {
            "SmoothGrad" => $"smoothgrad({Number(parameters.GetProperty("noise_level"))}, {Number(parameters.GetProperty("n_iter"))})",
            "IntegratedGradients" => $"integrated-gradients({Number(parameters.GetProperty("n_iter"))})",
            _ => $"occlusion({Number(parameters.GetProperty("window"))}, {Number(parameters.GetProperty("stride"))}, {Number(parameters.GetProperty("fill"))}, inside={(parameters.GetProperty("invert").GetBoolean() ? 1 : 0)})",
        };
    }

    private static string? Seed(JsonElement method) => (method.TryGetProperty("seed", out JsonElement seed) ? seed.GetString() : null) switch
    {
        "logit" or "mask" => "logit",
        "one_hot" or "mask_one_hot" => "one",
        "all_logits" => "all-logits",
        _ => null,
    };

    private static string Number(JsonElement value) => value.ValueKind == JsonValueKind.Array
        ? "[" + string.Join(", ", value.EnumerateArray().Select(Number)) + "]"
        : value.GetDouble().ToString("R", CultureInfo.InvariantCulture);
}
