using System.Text.Json.Nodes;
using LrpGen.Conformance.Tests.DoublePrecision;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>A way to explain a random network: rules layer by layer, or a composite.</summary>
/// <param name="Name">Unique.</param>
/// <param name="Composite">A composite with arguments, or null.</param>
/// <param name="Rules">By layer. With a composite, none: what it says of each layer is read from the description.</param>
/// <param name="Seed"><c>logit</c>, <c>one</c>, <c>all-logits</c>, or null for the composite's own.</param>
internal sealed record RandomMethod(string Name, string? Composite, IReadOnlyDictionary<string, Rule> Rules, string? Seed)
{
    /// <summary>Channels that relevance is restricted to, by layer.</summary>
    public IReadOnlyDictionary<string, int[]> Conditions { get; init; } = new Dictionary<string, int[]>();

    public JsonObject Describe()
    {
        JsonObject rules = [];
        foreach ((string layer, Rule rule) in Rules)
        {
            rules["name:" + layer] = rule.Text;
        }

        JsonObject method = new() { ["name"] = Name, ["rules"] = rules };
        if (Composite is not null)
        {
            method["composite"] = Composite;
        }

        if (Seed is not null)
        {
            method["seed"] = Seed;
        }

        return method;
    }
}
