using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Tests.LayerGraphs;

public class GraphPipelineTests
{
    private const string Path = "/project/models/digits.lrp.json";

    private static readonly string Text = Repository.Read("models", "digits-cnn", "layers.json");

    [Theory]
    [InlineData("/a/net.lrp.json", "{}", true)]
    [InlineData("/a/net.LRP.json", "nonsense", true)]
    [InlineData("/a/layers.json", "// a net\n{\"layers\": []}", true)]
    [InlineData("/a/config.json", "{\"layers\": [1], \"model_type\": \"bert\"}", false)]
    [InlineData("/a/config.json", "{\"layers\": 12}", false)]
    public void A_layer_graph_is_told_by_its_name_or_by_its_layers(string path, string text, bool isGraph)
    {
        EquatableArray<Diagnostics.DiagnosticInfo> expected = isGraph
            ? LayerGraphReader.Read(path, text, "").Diagnostics
            : SpecReader.Read(path, text).Diagnostics;
        Assert.Equal(expected.Select(Descriptions.Format), DescriptionReader.Read(path, text, "").Diagnostics.Select(Descriptions.Format));
    }

    [Fact]
    public void A_graph_goes_through_the_pipeline_and_metadata_reaches_it()
    {
        GeneratorHost host = new GeneratorHost(new() { [Path + "#Methods"] = "epsilon-plus|zplus[nothing = flat]" }).Put(Path, Text);
        Diagnostic warning = Assert.Single(host.Diagnostics, diagnostic => diagnostic.Id == "LRP0303");
        Assert.Equal(DiagnosticSeverity.Warning, warning.Severity);
    }

    [Fact]
    public void An_edit_of_comments_and_white_space_compiles_nothing_anew()
    {
        GeneratorHost host = new GeneratorHost().Put(Path, Text).Put(Path, "// digits\n" + Text.Replace(": ", ":  ", StringComparison.Ordinal));
        Assert.True(host.Ran("Items"));
        Assert.Equal(0, host.Computed("Compile"));
    }

    [Fact]
    public void The_same_text_is_the_same_spec()
    {
        LayerGraphSpec first = Graphs.Spec(Text);
        LayerGraphSpec second = Graphs.Spec(Text);
        Assert.Equal(first, second);
        Assert.Equal(first.GetHashCode(), second.GetHashCode());
        Assert.NotEqual(first, Graphs.Spec(Text.Replace("\"groups\": 1", "\"groups\": 1 ", StringComparison.Ordinal).Replace("1e-05", "1e-06", StringComparison.Ordinal)));
    }
}
