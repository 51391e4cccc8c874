using System.Globalization;
using LrpGen.Generator.Tests.Snapshots;

namespace LrpGen.Generator.Tests;

/// <summary>What an edit regenerates, and that nothing but the request changes a byte: on the code that users get.</summary>
public class RealOutputTests
{
    private const string First = "/project/models/alpha/config.json";
    private const string Second = "/project/models/omega/config.json";

    private static readonly string Description = ExampleModel.Named("Bert").Description;

    [Fact]
    public void An_edit_of_white_space_regenerates_nothing()
    {
        GeneratorHost host = new GeneratorHost().Put(First, Description);
        Dictionary<string, string> before = Files(host);
        host.Put(First, "\n" + Description.Replace(": ", " :\t", StringComparison.Ordinal));
        Assert.Empty(Changed(before, host));
        Assert.Equal(0, host.Computed("Compile"));
        Assert.Equal(0, host.Computed("Files"));
    }

    [Fact]
    public void Keys_in_another_order_regenerate_nothing()
    {
        GeneratorHost host = new GeneratorHost().Put(First, Description);
        Dictionary<string, string> before = Files(host);
        const string Key = "\"vocab_size\": 50,\n";
        Assert.Contains(Key, Description, StringComparison.Ordinal);
        host.Put(First, Description.Replace(Key, "", StringComparison.Ordinal).Replace("\"id2label\"", Key + "\"id2label\"", StringComparison.Ordinal));
        Assert.Empty(Changed(before, host));
        Assert.Equal(0, host.Computed("Compile"));
    }

    [Fact]
    public void A_label_with_another_name_regenerates_the_file_of_its_model_only()
    {
        GeneratorHost host = new GeneratorHost().Put(First, Description).Put(Second, Description);
        Dictionary<string, string> before = Files(host);
        host.Put(First, Description.Replace("neutral", "mixed", StringComparison.Ordinal));
        Assert.Equal(["My.App.Alpha.g.cs"], Changed(before, host));
        Assert.True(host.Computed("Files") <= before.Count / 2, "Files of the other model must not be computed.");
    }

    [Theory]
    [InlineData("*.layer.1.*", "Layer01")]
    [InlineData("*.layer.0.*", "Layer00")]
    [InlineData("classifier", "Head")]
    public void A_rule_of_one_layer_regenerates_that_layer_the_plan_and_the_model(string pattern, string section)
    {
        // The name stays: a method without one is called by its text, everywhere.
        Dictionary<string, string> metadata = new() { [First + "#Methods"] = $"mine: attnlrp[{pattern} = lrp0]|cplrp" };
        Dictionary<string, string> before = Files(new GeneratorHost(metadata).Put(First, Description));
        foreach (string rule in (string[])["epsilon(0.5)", "gamma(0.5)", "alphabeta(2,1)"])
        {
            metadata[First + "#Methods"] = $"mine: attnlrp[{pattern} = {rule}]|cplrp";
            GeneratorHost after = new GeneratorHost(metadata).Put(First, Description);
            Assert.Equal([$"My.App.Alpha.{section}.g.cs", "My.App.Alpha.Tensors.g.cs", "My.App.Alpha.g.cs"], Changed(before, after));
        }
    }

    [Fact]
    public void Two_models_with_one_description_differ_in_their_names_only()
    {
        Dictionary<string, string> files = Files(new GeneratorHost().Put(First, Description).Put(Second, Description));
        string[] first = [.. files.Where(f => f.Key.StartsWith("My.App.Alpha.", StringComparison.Ordinal)).Select(f => f.Key + f.Value)];
        string[] second = [.. files.Where(f => f.Key.StartsWith("My.App.Omega.", StringComparison.Ordinal)).Select(f => f.Key + f.Value)];
        Assert.Equal(6, first.Length);
        Assert.Equal(first, second.Select(f => f.Replace("Omega", "Alpha", StringComparison.Ordinal).Replace("omega", "alpha", StringComparison.Ordinal)));
    }

    [Fact]
    public void The_folder_of_the_project_is_in_no_byte()
    {
        Dictionary<string, string> here = Files(new GeneratorHost().Put(First, Description));
        Dictionary<string, string> there = Files(new GeneratorHost(projectFolder: "/somewhere/else/").Put(First.Replace("/project/", "/somewhere/else/", StringComparison.Ordinal), Description));
        Assert.Equal(here, there);
        Assert.All(here, file => Assert.DoesNotContain("/project/", file.Value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("fi-FI"), InlineData("tr-TR"), InlineData("hi-IN")]
    public void The_culture_of_the_machine_is_in_no_byte(string name)
    {
        // Numbers below zero (ledger signs, offsets of buffers that are not there), fractions, exponents, and letters I.
        const string Methods = "gamma(0.05)+attnlrp[*.query = epsilon(0.000001)]|alphabeta(2.5,1.5)+cplrp|integrated-gradients|i-item: zplus";
        Dictionary<string, string> metadata = new() { [First + "#Methods"] = Methods };
        Dictionary<string, string> expected = Generate(CultureInfo.InvariantCulture);
        Assert.Contains(expected, file => file.Value.Contains("(-1, ", StringComparison.Ordinal));
        Assert.Contains(expected, file => file.Value.Contains(", -1, r.", StringComparison.Ordinal));
        Assert.Contains(expected, file => file.Value.Contains("SignedAdd, 1E-06f", StringComparison.Ordinal));
        Assert.Equal(expected, Generate(new CultureInfo(name) { NumberFormat = { NegativeSign = "−", NumberDecimalSeparator = "," } }));

        Dictionary<string, string> Generate(CultureInfo culture)
        {
            CultureInfo before = CultureInfo.CurrentCulture;
            try
            {
                CultureInfo.CurrentCulture = culture;
                return Files(new GeneratorHost(metadata).Put(First, Description));
            }
            finally
            {
                CultureInfo.CurrentCulture = before;
            }
        }
    }

    [Fact]
    public void Lines_end_with_a_line_feed_and_nothing_before_it() => Assert.All(Files(new GeneratorHost().Put(First, Description)), file =>
    {
        Assert.DoesNotContain('\r', file.Value);
        Assert.DoesNotContain('\t', file.Value);
        Assert.DoesNotContain(" \n", file.Value, StringComparison.Ordinal);
        Assert.EndsWith("}\n", file.Value, StringComparison.Ordinal);
    });

    private static Dictionary<string, string> Files(GeneratorHost host)
    {
        Assert.Empty(host.Diagnostics);
        return host.Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());
    }

    private static IEnumerable<string> Changed(Dictionary<string, string> before, GeneratorHost host)
    {
        Dictionary<string, string> after = Files(host);
        Assert.Equal(before.Keys.Order(StringComparer.Ordinal), after.Keys.Order(StringComparer.Ordinal));
        return after.Where(file => before[file.Key] != file.Value).Select(file => file.Key).Order(StringComparer.Ordinal);
    }
}
