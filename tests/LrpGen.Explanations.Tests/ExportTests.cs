using System.Globalization;
using System.Text.Json;
using LrpGen.Runtime;
using LrpGen.Testing;

namespace LrpGen.Explanations.Tests;

public class ExportTests
{
    public static TheoryData<string> Names => Examples.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void Markdown_is_as_recorded(string name) => Snapshot.Verify(Examples.Named(name).ToMarkdown(), "md", name);

    [Theory]
    [MemberData(nameof(Names))]
    public void Latex_is_as_recorded(string name) => Snapshot.Verify(Examples.Named(name).ToLatex(), "tex", name);

    [Theory]
    [InlineData("de-DE")]
    [InlineData("fa-IR")]
    [InlineData("tr-TR")]
    public void No_view_depends_on_the_readers_culture(string culture)
    {
        TextExplanation explanation = Examples.English with { LayerRelevance = [[-0.5f]], Truncation = new(1, 1000, 70) };
        CultureInfo before = CultureInfo.CurrentCulture;
        string[] expected = Views(explanation);
        try
        {
            CultureInfo.CurrentCulture = new(culture);
            Assert.Equal(expected, Views(explanation));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }

        static string[] Views(TextExplanation e) =>
            [e.ToHtml(), e.ToAnsi(), e.ToJson(), e.ToTokenCsv(), e.ToWordCsv(), e.ToEraser("a"), e.ToMarkdown(), e.ToLatex(document: true)];
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_view_ends_its_lines_with_a_line_feed_alone(string name)
    {
        TextExplanation e = Examples.Named(name);
        Assert.All([e.ToHtml(), e.ToAnsi(), e.ToJson(), e.ToTokenCsv(), e.ToMarkdown(), e.ToLatex()], view => Assert.DoesNotContain("\r", view, StringComparison.Ordinal));
    }

    [Fact]
    public void Latex_escapes_every_special_character() => Assert.Equal(
        @"\textbackslash{}\{\}\$\&\#\%\_\textasciitilde{}\textasciicircum{}-{}-'{}'\textasciigrave{}",
        LatexText.Escape(@"\{}$&#%_~^--''`"));

    [Fact]
    public void Markdown_escapes_what_would_format() => Assert.Equal(
        @"\*\*a\*\* \_b\_ \[c\]\(d\) \`e\` \| 1\. &lt;b&gt;",
        MarkdownText.Escape("**a** _b_ [c](d) `e` | 1. <b>"));

    [Fact]
    public void Csv_quotes_what_needs_it()
    {
        TextExplanation explanation = Examples.Of("a,b \"q\" =1+1", ["a,b:0.1", "\"q\":-0.25", "=1+1:1e-10"]);
        Assert.Equal(
            """"
            sequence,index,text,start,end,relevance,strongest,rank,tokens,unseen,windows
            0,0,"a,b",0,3,0.1,0.1,2,1,,
            0,1,"""q""",4,7,-0.25,-0.25,1,2,,
            0,2,=1+1,8,12,1E-10,1E-10,3,3,,

            """",
            explanation.ToWordCsv());
        Assert.Contains(",'=1+1,", explanation.ToWordCsv(forSpreadsheet: true), StringComparison.Ordinal);
        Assert.StartsWith("sequence,index,id,piece,text,start,end,special,unknown,relevance,window\n0,0,0,<s>,,0,0,1,0,0.1,\n", explanation.ToTokenCsv(), StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_has_sentences_and_paragraphs()
    {
        TextExplanation explanation = Examples.Of("A, b. =C?\n\nD", ["A,:1", "b.:2", "=C?:-4", "D:0.5"]);
        Assert.Equal(
            "sequence,index,text,start,end,relevance,rank,words,unseen,windows\n0,0,\"A, b.\",0,5,3,2,0 1,,\n0,1,=C?,6,9,-4,1,2,,\n0,2,D,11,12,0.5,3,3,,\n",
            explanation.ToSentenceCsv());
        Assert.Equal("sequence,index,text,start,end,relevance,rank,words,unseen,windows\n0,0,\"A, b. =C?\",0,9,-1,1,0 1 2,,\n0,1,D,11,12,0.5,2,3,,\n", explanation.ToParagraphCsv());
        Assert.Contains(",'=C?,", explanation.ToSentenceCsv(forSpreadsheet: true), StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_model_did_not_see_is_visible_in_every_view()
    {
        // The tokenizer deletes a character of the first word, does not know the second, and the last is cut off.
        TextExplanation explanation = Examples.Of("a\u0007b ☃ c d.", ["a\u0007b:0.5", "☃:-0.2", "c:0"]);
        explanation = explanation with
        {
            Words = WordRelevance.Sum(explanation.Tokens, [(0, 3, 0), (4, 5, 0), (6, 7, 0), (8, 10, 0)]),
            UnseenCharacters = [new(1, 2, 0, UnseenReason.Deleted), new(4, 5, 0, UnseenReason.Unknown), new(8, 10, 0, UnseenReason.Truncated)],
            Truncation = new(5, 6, 8),
        };
        Assert.Equal(["deleted", "unknown", "", "truncated"], explanation.ToWordCsv().Split('\n')[1..^1].Select(row => row.Split(',')[^2]));
        Assert.Equal(["unknown deleted truncated"], explanation.ToSentenceCsv().Split('\n')[1..^1].Select(row => row.Split(',')[^2]));
        string[] views =
        [
            explanation.ToMarkdown(), explanation.ToLatex(), explanation.ToAnsi(new() { Colors = AnsiColors.None }), explanation.ToHtml(), explanation.ToJson(false), explanation.ToLeanJson(),
        ];
        string[][] signs =
        [
            ["a␇b</b>⁺<sup>?</sup>", "☃</i>⁻<sup>?</sup>", "<del>d", "read 5 of 6 tokens", "<sup>?</sup> the model did not see"],
            [@"\lrpunseen{a␇b}", @"\lrpunseen{☃}", @"\lrpunread{d.}", "read 5 of 6 tokens", "did not see these characters"],
            ["a␇b[?]", "☃[?]", "d.", "read 5 of 6 tokens", "did not see 2 pieces"],
            ["<s>d.</s>", " u\" tabindex=\"0\">☃", "read 5 of 6 tokens", "did not see these characters"],
            ["\"reason\":\"deleted\"", "\"reason\":\"unknown\"", "\"reason\":\"truncated\"", "\"tokensTotal\":6"],
            ["\"reason\":\"deleted\"", "\"reason\":\"unknown\"", "\"reason\":\"truncated\"", "\"tokensTotal\":6"],
        ];
        foreach ((string view, string[] expected) in views.Zip(signs)) Assert.All(expected, sign => Assert.Contains(sign, view, StringComparison.Ordinal));
    }

    [Fact]
    public void What_was_explained_in_windows_says_so_in_every_view()
    {
        TextExplanation explanation = Examples.InWindows;
        const string Note = "xplained in 2 windows of 4 tokens with stride 2";
        string ansi = explanation.ToAnsi(new() { Colors = AnsiColors.None, Width = 200 });
        Assert.All((string[])[explanation.ToMarkdown(), explanation.ToLatex(), ansi, explanation.ToHtml()], view => Assert.Contains(Note, view, StringComparison.Ordinal));
        Assert.Contains("sum over joined tokens", ansi, StringComparison.Ordinal);
        Assert.Contains("<td>2–9</td><td class=\"number\">1</td><td><bdi>hate</bdi></td><td class=\"number\">+0.75</td>", explanation.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("\"windowing\":{\"tokens\":4,\"stride\":2,\"windows\":[{\"start\":0,\"end\":4,\"score\":1.5}", explanation.ToLeanJson(), StringComparison.Ordinal);
        Assert.Equal(["window", "", "0", "0", "1", ""], explanation.ToTokenCsv().Split('\n')[..^1].Select(row => row.Split(',')[^1]));
        Assert.Equal(["windows", "0", "0", "1"], explanation.ToWordCsv().Split('\n')[..^1].Select(row => row.Split(',')[^1]));
        Assert.Equal(["windows", "0 1"], explanation.ToSentenceCsv().Split('\n')[..^1].Select(row => row.Split(',')[^1]));
    }

    [Fact]
    public void Eraser_takes_the_strongest_words_for_the_target_as_spans()
    {
        TextExplanation explanation = Examples.Of("a b c d e f", ["a:0.1", "b:0.5", "c:0.6", "d:-0.9", "e:0.4", "f:0"]);
        using JsonDocument line = JsonDocument.Parse(explanation.ToEraser("post-1", new() { HardWords = 3 }));
        JsonElement rationale = line.RootElement.GetProperty("rationales")[0];
        Assert.Equal("""[{"start_token":1,"end_token":3},{"start_token":4,"end_token":5}]""", rationale.GetProperty("hard_rationale_predictions").GetRawText());
        Assert.Equal("[0.1,0.5,0.6,-0.9,0.4,0]", rationale.GetProperty("soft_rationale_predictions").GetRawText());
        Assert.Equal("hate", line.RootElement.GetProperty("classification").GetString());
        Assert.Equal("""{"not-hate":0.081,"hate":0.919}""", line.RootElement.GetProperty("classification_scores").GetRawText());
        Assert.Equal("a b c d e f", explanation.ToEraserDocument());
    }

    [Fact]
    public void Eraser_never_takes_what_speaks_against_the_target()
    {
        TextExplanation explanation = Examples.Of("a b", ["a:-1", "b:-2"]);
        Assert.Contains("\"hard_rationale_predictions\":[]", explanation.ToEraser("x", new() { HardWords = 2 }), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Eraser_documents_have_one_token_a_word(string name)
    {
        TextExplanation explanation = Examples.Named(name);
        Assert.Equal(explanation.Words.Length, explanation.ToEraserDocument().Split(' ').Length);
        Assert.DoesNotContain("\n", explanation.ToEraser(name), StringComparison.Ordinal);
    }
}
