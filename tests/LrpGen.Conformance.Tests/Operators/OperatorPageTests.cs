using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;
using LrpGen.Testing;

namespace LrpGen.Conformance.Tests.Operators;

/// <summary>The page of operators and rules says what is tested, and everything is.</summary>
public sealed class OperatorPageTests
{
    public static TheoryData<string> Operators => new(LayerOps.All.Select(op => op.Name));

    [Fact]
    public void The_page_is_what_the_catalogue_and_the_tests_say()
        => Snapshot.VerifyFile(OperatorPage.Write(), Path.Combine(GoldenCase.RepositoryRoot, "docs", "operators.md"));

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_rule_is_tested_on_it_or_refused(string op)
        => Assert.All(RuleCatalog.All, rule =>
        {
            string mark = OperatorPage.Mark(LayerOps.Get(op), rule, []);
            Assert.True(rule.Fits(LayerOps.Get(op)) ? mark.StartsWith('✓') : mark.StartsWith("LRP", StringComparison.Ordinal), $"{op}, {rule.Name}: '{mark}'");
        });
}
