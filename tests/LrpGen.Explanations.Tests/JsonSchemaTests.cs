using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;
using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

public partial class JsonSchemaTests
{
    private static readonly string Docs = typeof(JsonSchemaTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "LrpDocs").Value!;

    private static readonly JsonSchema Published = Read(schema => schema), Closed = Read(Close);

    public static TheoryData<string> Names => Examples.Names;

    [GeneratedRegex("```json\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock { get; }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_explanation_is_valid(string name) => AssertValid(Examples.Named(name).ToJson());

    [Fact]
    public void Everything_that_can_be_written_is_in_the_schema()
    {
        TextExplanation full = Examples.English with
        {
            Pair = "And you. Too.",
            Truncation = new(3, 9, 4, 1),
            UnseenCharacters = [new(0, 1, 0, UnseenReason.Unknown), new(1, 2, 1, UnseenReason.Deleted), new(4, 13, 1, UnseenReason.Truncated)],
            Windowing = Examples.InWindows.Windowing! with { Windows = [.. Examples.InWindows.Windowing.Windows.Select(window => window with { Sequence = 1, BaselineScore = 1, Ledger = Examples.English.Ledger })] },
            LayerRelevance = [[float.NaN, 1]],
            HeadRelevance = [[float.PositiveInfinity]],
            EmbeddingRelevance = [[float.NegativeInfinity], []],
            Target = Examples.English.Target with { BaselineScore = 0.5f },
            Ledger = new(1, 2, [.. Enum.GetValues<SinkKind>().Select(kind => new LedgerSink(kind, "a", 1, double.NaN))], [1, 2]),
            Tokens = [.. Examples.English.Tokens.Select((token, i) => token with { IsUnknown = i % 2 == 1 })],
        };
        full = full with { Words = [.. full.Words, .. WordRelevance.Sum([], [(0, 3, 1), (4, 8, 1), (9, 13, 1)])] };
        AssertValid(full.ToJson());
        AssertValid((full with { Labels = [new("value", 2, null)], PredictedLabel = 0, Target = new("value", [1], 2, null) }).ToJson());
        AssertValid(Examples.Of("", []).ToJson());
    }

    [Fact]
    public void The_examples_of_the_documentation_are_valid()
    {
        string[] blocks = [.. JsonBlock.Matches(File.ReadAllText(Path.Combine(Docs, "explanation-json.md"))).Select(match => match.Groups[1].Value)];
        Assert.Equal(2, blocks.Length);
        Assert.All(blocks, AssertValid);
    }

    [Theory]
    [InlineData("$.words[0].relevance", "\"large\"")]
    [InlineData("$.words[0].tokens[0]", "-1")]
    [InlineData("$.tokens[1].start", "1.5")]
    [InlineData("$.sentences[0].words", "null")]
    [InlineData("$.schemaVersion", "2")]
    [InlineData("$.labels", "[]")]
    [InlineData("$.ledger.sinks[0].kind", "\"other\"")]
    public void What_the_form_forbids_is_invalid(string place, string value)
    {
        JsonNode root = JsonNode.Parse(Examples.English.ToJson())!;
        JsonNode node = root;
        string[] steps = place.Split('.', '[', ']').Where(step => step.Length > 0).Skip(1).ToArray();
        foreach (string step in steps[..^1]) node = int.TryParse(step, out int index) ? node[index]! : node[step]!;
        if (int.TryParse(steps[^1], out int last)) node[last] = JsonNode.Parse(value);
        else node[steps[^1]] = JsonNode.Parse(value);
        Assert.False(IsValid(Published, root.ToJsonString()));
    }

    [Fact]
    public void What_is_required_cannot_be_missing()
    {
        foreach (string name in new[] { "schema", "text", "labels", "target", "tokens", "words", "model", "method" })
        {
            JsonNode root = JsonNode.Parse(Examples.English.ToJson())!;
            Assert.True(root.AsObject().Remove(name));
            Assert.False(IsValid(Published, root.ToJsonString()));
        }
    }

    [Fact]
    public void Sentences_and_paragraphs_are_written_and_follow_from_the_rest_when_read()
    {
        TextExplanation explanation = Examples.Of("A b. C?\n\nD", ["A:1", "b.:2", "C?:4", "D:-8"]);
        using JsonDocument json = JsonDocument.Parse(explanation.ToJson(indented: false));
        Assert.Equal(
            """[{"text":"A b.","start":0,"end":4,"relevance":3,"words":[0,1]},{"text":"C?","start":5,"end":7,"relevance":4,"words":[2]},{"text":"D","start":9,"end":10,"relevance":-8,"words":[3]}]""",
            json.RootElement.GetProperty("sentences").GetRawText());
        Assert.Equal([7f, -8f], json.RootElement.GetProperty("paragraphs").EnumerateArray().Select(p => p.GetProperty("relevance").GetSingle()));
        TextExplanation read = TextExplanation.FromJson(explanation.ToJson().Replace("\"relevance\": 7", "\"relevance\": 70", StringComparison.Ordinal));
        Assert.Equal(explanation, read);
        Assert.Equal(explanation.Paragraphs.AsEnumerable(), read.Paragraphs);
    }

    private static void AssertValid(string json)
    {
        Assert.True(IsValid(Published, json), json);

        // Nothing is written that the schema does not name.
        Assert.True(IsValid(Closed, json), json);
    }

    private static bool IsValid(JsonSchema schema, string json)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        return schema.Evaluate(document.RootElement).IsValid;
    }

    private static JsonSchema Read(Func<JsonNode, JsonNode> change)
    {
        JsonNode schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Docs, "explanation.schema.json")))!;
        return JsonSchema.FromText(change(schema).ToJsonString());
    }

    private static JsonNode Close(JsonNode schema)
    {
        // Two schemas in one process need two names.
        schema["$id"] = "https://lrpgen.test/closed.schema.json";
        foreach (JsonNode? node in schema["$defs"]!.AsObject().Select(definition => definition.Value).ToArray()) CloseObjects(node!);
        return schema;
    }

    private static void CloseObjects(JsonNode node)
    {
        if (node is not JsonObject known) return;
        foreach (JsonNode? inner in known.Select(property => property.Value).ToArray()) CloseObjects(inner!);
        if (known["type"] is JsonValue type && type.TryGetValue(out string? name) && name == "object") known["additionalProperties"] = false;
    }
}
