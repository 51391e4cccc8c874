using System.Text.Json.Nodes;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>A layer of a random network.</summary>
/// <param name="Name">Unique; weights are drawn by it, so that they stay when other layers go.</param>
/// <param name="Op">The operator.</param>
/// <param name="Inputs">Layers before it, or <c>input</c>.</param>
/// <param name="Shape">Of its output, without the batch.</param>
/// <param name="Fields">Its other keys, as JSON.</param>
internal sealed record RandomLayer(string Name, string Op, string[] Inputs, int[] Shape, IReadOnlyDictionary<string, string> Fields)
{
    public JsonObject Describe()
    {
        JsonObject layer = new() { ["name"] = Name, ["op"] = Op, ["inputs"] = new JsonArray([.. Inputs.Select(i => JsonValue.Create(i))]) };
        foreach ((string key, string value) in Fields)
        {
            layer[key] = JsonNode.Parse(value);
        }

        return layer;
    }
}
