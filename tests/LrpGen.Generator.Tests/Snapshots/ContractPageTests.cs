using System.Text.RegularExpressions;

namespace LrpGen.Generator.Tests.Snapshots;

/// <summary>The excerpts in <c>docs/generated-code.md</c> are what the generator writes.</summary>
public partial class ContractPageTests
{
    public static TheoryData<string> Excerpts =>
        new(CodeBlock().Matches(Repository.Read("docs", "generated-code.md").Replace("\r", "", StringComparison.Ordinal)).Select(match => match.Groups[1].Value));

    [Theory]
    [MemberData(nameof(Excerpts))]
    public void An_excerpt_is_generated_code(string excerpt)
    {
        string code = WithoutIndentation(string.Concat(ExampleModel.Named("Roberta").Compile().Files.Select(file => file.Text)));
        Assert.Contains(WithoutIndentation(excerpt), code, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_an_excerpt_of_the_table_of_a_layer_and_of_the_plan() => Assert.Equal(3, Excerpts.Count);

    // The page shows members without the indentation that they have in their class.
    private static string WithoutIndentation(string code) => LineStart().Replace(code, "");

    [GeneratedRegex("```csharp excerpt\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex LineStart();
}
