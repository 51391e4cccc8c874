using System.Text.Json;
using System.Text.RegularExpressions;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;
using LrpGen.Testing;

namespace LrpGen.Generator.Tests.LayerGraphs;

/// <summary>The schema that ships for editors, and the page of the documentation, keep step with the reader.</summary>
public class SchemaTests
{
    private static readonly string SchemaFile = Repository.PathOf("generator", "LrpGen.Generator", "build", "lrp.schema.json");

    public static TheoryData<string> Operators => new(LayerOps.All.Select(op => op.Name));

    [Fact]
    public void The_schema_says_what_the_reader_reads() =>
        Snapshot.VerifyFile(SchemaWriter.Write(), SchemaFile);

    [Fact]
    public void The_keys_of_objects_are_those_of_the_reader()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(SchemaFile));
        JsonElement root = schema.RootElement;
        Assert.Equal(LayerGraphReader.Keys, Keys(root));
        Assert.Equal(GraphInput.Keys, Keys(root.GetProperty("properties").GetProperty("input")));
        Assert.Equal(RelevanceSection.Keys, Keys(root.GetProperty("$defs").GetProperty("method").GetProperty("anyOf")[1]));

        static IEnumerable<string> Keys(JsonElement node) => node.GetProperty("properties").EnumerateObject().Select(property => property.Name);
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void An_operator_asks_for_the_fields_of_its_table_and_for_no_others(string name)
    {
        LayerOp op = LayerOps.Get(name);
        string fields = string.Concat(op.Fields.Select(field => $", \"{field.Name}\": {Example(op, field)}"));
        string inputs = op.ManyInputs ? ", \"inputs\": [\"a\", \"input\"]" : "";
        string shape = "[4" + string.Concat(Enumerable.Repeat(", 8", op.SpatialAxes ?? (name is "upsample" or "global_avg_pool" or "global_max_pool" ? 2 : 0))) + "]";
        LayerGraphResult result = Graphs.Read(Graphs.Of(shape, "l", "{\"name\": \"a\", \"op\": \"relu\"}", $"{{\"name\": \"l\", \"op\": \"{name}\"{inputs}{fields}}}"));
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Id != "LRP0120").Select(Descriptions.Format));

        // Every field is read: a value of another type is refused.
        Assert.All(op.Fields, field =>
        {
            string wrong = $"{{\"name\": \"l\", \"op\": \"{name}\"{inputs}{string.Concat(op.Fields.Select(other => $", \"{other.Name}\": {(other == field ? "{}" : Example(op, other))}"))}}}";
            Assert.Contains(Graphs.Read(Graphs.Of(shape, "l", "{\"name\": \"a\", \"op\": \"relu\"}", wrong)).Diagnostics, diagnostic => diagnostic.Id is "LRP0104" or "LRP0106");
        });
    }

    [Fact]
    public void The_documentation_has_each_rule_composite_procedure_group_and_policy()
    {
        string[] page = Page();
        string[] names =
        [
            .. RuleCatalog.All.Select(rule => rule.Name), .. Composites.All.Select(composite => composite.Name), .. Procedure.All.Select(procedure => procedure.Name),
            .. Selectors.Groups.Select(group => group.Name), .. Stabiliser.Names,
        ];
        Assert.All(names, name => Assert.Contains(page, line => Regex.IsMatch(line, $@"^\| `{Regex.Escape(name)}[`(]")));
    }

    [Theory]
    [MemberData(nameof(Graphs.Files), MemberType = typeof(Graphs))]
    public void Golden_graphs_fit_the_schema(string file) => Assert.True(FitsSchema(Repository.Read(file)));

    [Theory]
    [InlineData("\"op\": \"relu\"", "", true)]
    [InlineData("\"op\": \"rely\"", "", false)]
    [InlineData("\"op\": \"relu\", \"kernel\": 2", "", false)]
    [InlineData("\"op\": \"max_pool2d\"", "", false)]
    [InlineData("\"op\": \"max_pool2d\", \"kernel\": [2, 2]", "", true)]
    [InlineData("\"op\": \"add\", \"inputs\": [\"input\"]", "", false)]
    [InlineData("\"op\": \"relu\"", ", \"labls\": []", false)]
    [InlineData("\"op\": \"relu\"", ", \"relevance\": \"epsilon-plus\"", true)]
    [InlineData("\"op\": \"relu\"", ", \"relevance\": [\"smoothgrad(0.1, 5)+epsilon-plus\", \"epsilon-plsu\"]", false)]
    [InlineData("\"op\": \"relu\"", ", \"relevance\": {\"composite\": \"epsilon-gamma-box(-1, 1)\", \"rules\": {\"first\": \"gamma(0.25)\", \"l*\": \"flat\"}, \"seed\": \"one\"}", true)]
    [InlineData("\"op\": \"relu\"", ", \"relevance\": {\"rules\": {\"l\": \"gama(0.25)\"}}", false)]
    public void The_schema_tells_slips(string layer, string more, bool fits) => Assert.Equal(
        fits,
        FitsSchema($"{{\"input\": {{\"shape\": [4]}}, \"layers\": [{{\"name\": \"l\", {layer}}}], \"output\": \"l\"{more}}}"));

    [Fact]
    public void Examples_of_the_documentation_are_read_without_a_word()
    {
        string[] examples = [.. Regex.Matches(string.Join('\n', Page()), "```json\n(\\{.*?\\})\n```", RegexOptions.Singleline).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(examples);
        Assert.All(examples, example => Assert.Empty(Graphs.Read(example).Diagnostics.Select(Descriptions.Format)));
        Assert.All(examples, example => Assert.True(FitsSchema(example)));
    }

    private static bool FitsSchema(string text)
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(SchemaFile));
        using JsonDocument graph = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        return new SchemaCheck(schema.RootElement).Fits(graph.RootElement);
    }

    private static string[] Page() => Repository.Read("docs", "layer-graphs.md").Split('\n');

    private static string Example(LayerOp op, LayerField field) => field.Name switch
    {
        "in" or "features" => "4",
        "out" => "4",
        "kernel" or "stride" or "scale" or "output_size" => "2",
        "padding" or "output_padding" => "0",
        "spatial" => "1",
        "groups" or "axis" or "step" or "dilation" => "1",
        "shape" => "[2, 2]",
        "num_parameters" => "1",
        "min" => "-1",
        "pad" => $"[{string.Join(", ", Enumerable.Repeat(1, 2 * op.SpatialAxes!.Value))}]",
        "start" => "0",
        "end" => "2",
        "align_corners" => "false",
        _ => field.Type switch { FieldType.Boolean => "true", FieldType.Word => $"\"{field.Choices[0]}\"", _ => "0.5" },
    };
}
