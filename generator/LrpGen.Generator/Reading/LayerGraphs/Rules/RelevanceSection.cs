using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>The <c>relevance</c> key: a composite's name, a method as an object, or an array of those.</summary>
internal static class RelevanceSection
{
    private const string Expected = "a composite such as \"epsilon-plus\", an object with \"composite\" or \"rules\", or an array of those";

    /// <summary>The keys of a method, for the schema.</summary>
    public static EquatableArray<string> Keys { get; } = ["name", "composite", "rules", "seed"];

    public static IEnumerable<MethodDraft> Read(string path, JsonNode node, List<DiagnosticInfo> diagnostics)
    {
        if (node.Kind == JsonKind.Array && !node.Items.IsEmpty)
            return node.Items.Select((item, index) => ReadMethod(path, "relevance › " + ConfigReader.Text(index), item, diagnostics)).OfType<MethodDraft>().ToArray();
        return ReadMethod(path, "relevance", node, diagnostics) is { } method ? [method] : [];
    }

    private static MethodDraft? ReadMethod(string path, string place, JsonNode node, List<DiagnosticInfo> diagnostics)
    {
        if (node.Kind == JsonKind.String)
            return new MethodDraft(place, null, node.Text, node.Span, [], null, node.Span);
        if (node.Kind != JsonKind.Object)
        {
            diagnostics.Add(DiagnosticInfo.Create(DiagnosticCatalog.WrongType, path, node.Span, place, ConfigReader.Describe(node), Expected));
            return null;
        }

        ObjectReader reader = new(path, place + " › ", node, diagnostics);
        string? name = reader.String("name");
        string? composite = reader.String("composite");
        JsonNode? rules = reader.Value("rules");
        string? seed = reader.Value("seed") is null ? null : reader.Choice("seed", MethodDraft.Seeds[0], [.. MethodDraft.Seeds]);
        List<RuleEntry> entries = [];
        if (rules is { Kind: not JsonKind.Object })
            reader.WrongType("rules", rules, "an object such as {\"conv2d\": \"gamma(0.25)\"}");
        foreach (JsonMember member in rules?.Members ?? [])
        {
            if (member.Value.Kind == JsonKind.String)
                entries.Add(new RuleEntry(member.Key, member.Value.Text, member.KeySpan, member.Value.Span));
            else
                reader.Report(DiagnosticCatalog.WrongType, member.Value.Span, $"{place} › rules › {member.Key}", ConfigReader.Describe(member.Value), "a rule such as \"epsilon(0.25)\"");
        }

        reader.Finish();
        if (composite is null && rules is null && !reader.Failed)
            reader.ReportAt(DiagnosticCatalog.MissingKey, "composite", $"\"composite\" or \"rules\"; composites are {string.Join(", ", Composites.All.Select(known => known.Name))}");
        return reader.Failed
            ? null
            : new MethodDraft(place, name, composite, reader.SpanOf("composite"), entries.ToEquatableArray(), seed, node.Span);
    }
}
