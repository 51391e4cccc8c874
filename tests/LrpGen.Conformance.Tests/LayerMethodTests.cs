using System.Text.Json;
using LrpGen.Conformance.Tests.DoublePrecision;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Conformance.Tests;

/// <summary>LrpGen can say what the golden cases of layers do, and its composites do what zennit's do.</summary>
public class LayerMethodTests
{
    /// <summary>zennit's composites, with where their parameters go.</summary>
    private static readonly Dictionary<string, string> Composites = new()
    {
        ["EpsilonPlus"] = "epsilon-plus",
        ["EpsilonPlusFlat"] = "epsilon-plus-flat",
        ["EpsilonAlpha2Beta1"] = "epsilon-alpha2-beta1",
        ["EpsilonAlpha2Beta1Flat"] = "epsilon-alpha2-beta1-flat",
        ["EpsilonGammaBox"] = "epsilon-gamma-box({low}, {high})",
        ["ExcitationBackprop"] = "excitation-backprop",
        ["GuidedBackprop"] = "guided-backprop",
        ["DeconvNet"] = "deconvnet",
        ["BetaSmooth"] = "beta-smooth",
        ["Gradient"] = "gradient",
    };

    public static TheoryData<string> Cases => new(GoldenCase
        .All(golden => golden.IsLayerGraph && golden.MethodsHaveRules && golden.Refusal is null)
        .Select(golden => golden.Name));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_method_of_a_golden_case_can_be_said(string name)
    {
        LayerGraphSpec spec = Read(name, LayerMethodTranslator.Graph(GoldenCase.Found(name)), "");
        using JsonDocument description = Description(name);
        Assert.Equal(
            description.RootElement.GetProperty("methods").EnumerateObject().Select(method => method.Name),
            spec.Methods.Select(method => method.Name));
        Assert.All(spec.Methods, method => Assert.Equal(spec.Layers.Count, method.Rules.Count));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Composites_give_the_rules_that_zennit_gives(string name)
    {
        using JsonDocument description = Description(name);
        LayerGraphSpec said = Read(name, LayerMethodTranslator.Graph(GoldenCase.Found(name)), "");
        foreach (JsonProperty method in description.RootElement.GetProperty("methods").EnumerateObject())
        {
            string peer = method.Value.TryGetProperty("peer_method", out JsonElement given) ? given.GetString()! : "";
            // Without a canonizer, zennit passes relevance through a batch norm that LrpGen's composites fold.
            if (!Composites.TryGetValue(peer, out string? composite) || method.Name.EndsWith("_bn_pass", StringComparison.Ordinal))
                continue;
            if (method.Value.TryGetProperty("parameters", out JsonElement parameters))
            {
                foreach (JsonProperty parameter in parameters.EnumerateObject())
                    composite = composite.Replace($"{{{parameter.Name}}}", parameter.Value.GetRawText(), StringComparison.Ordinal);
            }

            GraphMethodSpec expected = said.Methods.Single(candidate => candidate.Name == method.Name);
            GraphMethodSpec actual = Assert.Single(Read(name, File.ReadAllText(Path.Combine(GoldenCase.Found(name).Folder, "layers.json")), composite).Methods);
            Assert.Equal(
                expected.Rules.Select((rule, index) => $"{said.Layers[index].Name}: {rule}"),
                actual.Rules.Select((rule, index) => $"{said.Layers[index].Name}: {rule}"));
            Assert.Equal(expected.Seed, actual.Seed);
        }
    }

    [Fact]
    public void Every_rule_of_the_analytic_cases_can_be_said()
    {
        using JsonDocument analytic = JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenCase.RepositoryRoot, "tests", "golden", "analytic.json")));
        JsonElement[] rules = [.. analytic.RootElement.GetProperty("cases").EnumerateArray().SelectMany(one => one.GetProperty("rules").EnumerateObject()).Select(rule => rule.Value)];
        Assert.NotEmpty(rules);
        Assert.All(rules, rule =>
        {
            string text = Rule.Of(rule).Text;
            AssignedRule? read = RuleText.Parse(text, out RuleProblem? problem);
            Assert.True(read is not null, $"{text}: {problem}");
            Assert.Equal(read, RuleText.Parse(RuleText.Write(read), out _));
        });
    }

    private static LayerGraphSpec Read(string name, string text, string methods)
    {
        LayerGraphResult result = LayerGraphReader.Read(name + ".lrp.json", text, methods);
        Assert.Empty(result.Diagnostics.Select(diagnostic => diagnostic.ToDiagnostic().ToString()));
        return result.Spec!;
    }

    private static JsonDocument Description(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(GoldenCase.Found(name).Folder, "case.json")));
}
