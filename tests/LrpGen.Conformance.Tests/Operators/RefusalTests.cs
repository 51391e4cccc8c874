using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>Every rule on every operator that it is not for: an error, at the rule.</summary>
public sealed class RefusalTests
{
    /// <summary>The pairs that are refused, and by which diagnostic.</summary>
    public static IEnumerable<(string Op, string Rule, string Id)> Refused
        => from op in LayerOps.All
           from rule in RuleCatalog.All
           where !rule.Fits(op) || (rule.Name == "pass" && op.IsWeighted) || rule.Name == "folded"
           select (op.Name, rule.Name, rule.Name == "folded" && op.Name == "batch_norm" ? DiagnosticCatalog.CannotFold.Id : DiagnosticCatalog.RuleDoesNotFit.Id);

    public static TheoryData<string, string, string> Pairs()
    {
        TheoryData<string, string, string> data = [];
        foreach ((string op, string rule, string id) in Refused)
        {
            data.Add(op, rule, id);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void It_is_refused_where_it_stands(string op, string rule, string id)
    {
        // Dense layers and convolutions pass relevance on where the shape stays: that is refused for the others only.
        OperatorCase one = OperatorCases.All.First(c => c.Op == op && !c.KeepsShape);
        string text = OperatorMethods.Rule(rule, one).Text;
        string description = one.Describe(Surroundings.Alone, [("method", new Dictionary<string, string> { ["op"] = text }, "one")]);
        LayerGraphResult read = LayerGraphReader.Read("graph.lrp.json", description);
        DiagnosticInfo diagnostic = Assert.Single(read.Diagnostics);
        Assert.Null(read.Spec);
        Assert.Equal(id, diagnostic.Id);
        Assert.StartsWith($"\"{text}\"", description[diagnostic.ToDiagnostic().Location.GetLineSpan().StartLinePosition.Character..], StringComparison.Ordinal);
    }
}
