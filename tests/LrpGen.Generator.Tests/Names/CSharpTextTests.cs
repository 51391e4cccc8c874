using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Emit;
using LrpGen.Generator.Names;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace LrpGen.Generator.Tests.Names;

/// <summary>Text of a file stays text: in literals, comments, documentation and messages.</summary>
public class CSharpTextTests
{
    public static TheoryData<int> Texts => new(Enumerable.Range(0, Hostile.All.Length));

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_literal_is_what_it_was_made_of_and_has_one_line(int index)
    {
        string text = Hostile.All[index];
        string literal = CSharpText.Literal(text);
        var expression = Assert.IsType<LiteralExpressionSyntax>(SyntaxFactory.ParseExpression(literal));
        Assert.Empty(expression.GetDiagnostics());
        Assert.Equal(text, expression.Token.ValueText);
        AssertVisible(literal);
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_comment_is_one_comment(int index)
    {
        CodeWriter code = new();
        code.Comment(Hostile.All[index]);
        CompilationUnitSyntax file = SyntaxFactory.ParseCompilationUnit(code.ToString());
        Assert.Empty(file.GetDiagnostics());
        Assert.Empty(file.Members);
        Assert.Single(code.ToString(), '\n');
        AssertVisible(code.ToString().TrimEnd('\n'));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void Documentation_is_well_formed(int index)
    {
        string xml = CSharpText.Xml(Hostile.All[index]);
        AssertVisible(xml);
        Assert.Equal(CSharpText.Visible(Hostile.All[index]), System.Xml.Linq.XElement.Parse($"<a>{xml}</a>", System.Xml.Linq.LoadOptions.PreserveWhitespace).Value);
    }

    [Fact]
    public void Every_character_that_ends_a_line_is_refused_where_code_is_written()
        => Assert.All("\r\n\u0085\u2028\u2029", end => Assert.Throws<InvalidOperationException>(() => new CodeWriter().Line($"int x; {end} int y;")));

    [Fact]
    public void Letters_of_other_scripts_and_joined_emoji_stay()
        => Assert.All((string[])["नफ़रत", "كراهية", "仇恨", "👩‍💻", "größe", "−1 ⊙ ²"], text => Assert.Equal(text, CSharpText.Visible(text)));

    [Fact]
    public void A_message_is_cut_where_a_name_of_the_file_is_long_and_lists_of_what_is_known_are_not()
    {
        string known = string.Join(", ", Enumerable.Repeat("'operator'", 60));
        string message = Descriptions.Format(DiagnosticInfo.Create(DiagnosticCatalog.UnknownOperator, "/m/a.lrp.json", new string('x', 6000), new string('\n', 4000), "", known));
        Assert.InRange(message.Length, known.Length, 1200);
        Assert.Contains(known, message, StringComparison.Ordinal);
        Assert.Contains("xxx…", message, StringComparison.Ordinal);
        AssertVisible(message);
    }

    [Fact]
    public void Control_characters_and_changes_of_direction_are_spelled_out_in_messages()
    {
        string message = Descriptions.Format(DiagnosticInfo.Create(DiagnosticCatalog.UnknownLayer, "/m/a.lrp.json", "output", "\u202Ea\u001b[31m\n\uD800\u2028", ""));
        Assert.Contains(@"'\u202Ea\u001B[31m\n\uD800\u2028'", message, StringComparison.Ordinal);
    }

    internal static void AssertVisible(string text) => Assert.DoesNotContain(text, c => char.IsControl(c)
        || c is '\u2028' or '\u2029' or '\uFEFF' or '\u200B' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
}
