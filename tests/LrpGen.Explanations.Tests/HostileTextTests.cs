using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using LrpGen.Runtime;
using Markdig;

namespace LrpGen.Explanations.Tests;

/// <summary>Every view of text against every hostile text, in every place that a user, a model or a file fills.</summary>
public partial class HostileTextTests
{
    private static readonly string[] Elements =
    [
        "HTML", "HEAD", "META", "TITLE", "STYLE", "BODY", "MAIN", "ARTICLE", "HEADER", "SECTION", "DIV", "SPAN", "B", "BDI", "P", "I", "S", "H1", "H2", "TABLE", "THEAD", "TBODY",
        "TR", "TH", "TD", "svg", "rect", "path", "DL", "DT", "DD", "DETAILS", "SUMMARY", "FOOTER", "INPUT", "LABEL", "SMALL", "A",
    ];

    private static readonly string[] Attributes =
    [
        "class", "id", "for", "name", "type", "checked", "lang", "charset", "http-equiv", "content", "dir", "tabindex", "role", "title", "scope", "aria-label", "aria-hidden",
        "viewbox", "preserveaspectratio", "x", "y", "width", "height", "d", "href",
    ];

    private static readonly MarkdownPipeline Markdown = new MarkdownPipelineBuilder().UsePipeTables().UseEmphasisExtras().UseAutoLinks().UseTaskLists().UseFootnotes().UseMathematics().Build();

    public static TheoryData<string> Names => HostileTexts.Names;

    [GeneratedRegex(@"\e\[(?:0|1|2|9|1?2?9|4|38;2;\d+;\d+;\d+(?:;48;2;\d+;\d+;\d+)?|38;5;\d+(?:;48;5;\d+)?)m")]
    private static partial Regex OwnSequence { get; }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_page_holds_no_markup_of_the_text(string name)
    {
        string evil = HostileTexts.Of(name);
        TextExplanation explanation = HostileTexts.Explanation(evil);
        HtmlOptions options = new() { Title = evil };
        var sorted = new StringWriter();
        HtmlReport.WriteSorted([new(explanation, 0)], ReportOrder.AsGiven, sorted, options);
        var labels = new StringWriter();
        HtmlReport.Write([explanation, explanation with { Target = new(evil, [1, 0], -1, 0) }], labels, options);
        foreach (string html in new[]
        {
            explanation.ToHtml(options),
            explanation.ToHtml(options with { Form = HtmlForm.Fragment }),
            explanation.ToHtml(options with { Form = HtmlForm.FragmentWithoutStyle }),
            HtmlReport.SideBySide(explanation, explanation with { Method = "b" }, options),
            sorted.ToString(),
            labels.ToString(),
        })
        {
            AssertNothingActs(html.Replace('\t', ' '));
            using var document = new HtmlParser().ParseDocument(html);
            Assert.All(document.All, element => Assert.Contains(element.NodeName, Elements));
            Assert.All(document.All.SelectMany(element => element.Attributes), attribute => Assert.Contains(attribute.Name, Attributes, StringComparer.OrdinalIgnoreCase));
            Assert.All(document.QuerySelectorAll("[href]"), link => Assert.Matches("^#x\\d+$", link.GetAttribute("href")));
            Assert.InRange(document.QuerySelectorAll("style").Length, 0, 1);

            // What is shown is the text, with signs for what would act.
            string shown = VisibleText.Of(evil);
            Assert.Equal(shown, document.QuerySelector("h1")!.TextContent);
            Assert.Equal("hate" + shown, document.QuerySelector("b.label")!.TextContent);
            IElement words = document.QuerySelector("p.text:not(.pieces)")!;
            foreach (IElement tip in words.QuerySelectorAll(".tip").ToArray()) tip.Remove();
            Assert.Equal(VisibleText.Of(explanation.Text), words.TextContent);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Foreign_text_on_a_page_cannot_turn_round_what_stands_beside_it(string name)
    {
        // A marker stands in every place where a hostile text stands, and nowhere else.
        const string Marker = "ש";
        string html = HostileTexts.Explanation(Marker + HostileTexts.Of(name)).ToHtml(new() { Title = Marker });
        using var document = new HtmlParser().ParseDocument(html);
        IText[] texts = [.. document.Body!.Descendants<IText>().Where(text => text.Data.Contains(Marker, StringComparison.Ordinal))];
        Assert.NotEmpty(texts);
        Assert.All(texts, text => Assert.True(IsIsolated(text.ParentElement!), text.ParentElement!.OuterHtml));

        // A cell, a heading and an item of the footer are blocks: paragraphs of their own to the bidirectional algorithm.
        static bool IsIsolated(IElement element) => element.NodeName is "BDI" or "TD" or "TH" or "H1"
            || element.HasAttribute("dir")
            || element.ParentElement!.NodeName == "FOOTER"
            || (element.NodeName is "SPAN" or "S" or "B" && IsIsolated(element.ParentElement));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_terminal_gets_no_sequence_but_the_views_own(string name)
    {
        TextExplanation explanation = HostileTexts.Explanation(HostileTexts.Of(name));
        foreach (AnsiColors colors in Enum.GetValues<AnsiColors>())
        {
            string view = explanation.ToAnsi(new() { Colors = colors });
            string text = OwnSequence.Replace(view, "");
            AssertNothingActs(text);
            if (colors == AnsiColors.None) Assert.Equal(view, text);
            Assert.DoesNotContain("\e[31m", view, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Json_gives_the_text_back_and_can_stand_in_a_page(string name)
    {
        string evil = HostileTexts.Of(name), kept = JsonParts.WellFormed(evil);
        TextExplanation explanation = HostileTexts.Explanation(evil);
        TextExplanation read = TextExplanation.FromJson(explanation.ToJson());
        Assert.Equal($"{kept} Fine. {kept}", read.Text);
        Assert.Equal([kept, "hate" + kept], read.Labels.Select(label => label.Name));
        Assert.Equal((kept, kept, kept, kept), (read.Model, read.Method, read.Tokenizer, read.Target.Description));
        foreach (string json in new[] { explanation.ToJson(indented: false), explanation.ToLeanJson(), explanation.ToEraser("a" + evil) })
        {
            using JsonDocument document = JsonDocument.Parse(json);
            Assert.DoesNotContain(json, c => c is '<' or '>' or '&' or '\'' or '\n');
            AssertNothingActs(json);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Csv_gives_the_text_back_and_runs_no_formula(string name)
    {
        string evil = HostileTexts.Of(name);
        TextExplanation explanation = HostileTexts.Explanation(evil);
        Assert.Equal(explanation.Tokens.Select(token => token.Piece), Cells(explanation.ToTokenCsv(), 11).Skip(1).Select(row => row[3]));
        Assert.Equal(explanation.Words.Select(explanation.TextOf), Cells(explanation.ToWordCsv(), 11).Skip(1).Select(row => row[2]));
        Assert.Equal(explanation.Sentences.Select(explanation.TextOf), Cells(explanation.ToSentenceCsv(), 10).Skip(1).Select(row => row[2]));
        Assert.Equal(explanation.Paragraphs.Select(explanation.TextOf), Cells(explanation.ToParagraphCsv(), 10).Skip(1).Select(row => row[2]));
        foreach (string csv in new[] { explanation.ToTokenCsv(true), explanation.ToWordCsv(true), explanation.ToSentenceCsv(true), explanation.ToParagraphCsv(true) })
        {
            Assert.All(Cells(csv).SelectMany(row => row), cell => Assert.True(cell.Length == 0 || double.TryParse(cell, out _) || cell[0] is not ('=' or '+' or '-' or '@' or '\t' or '\r' or '\n'), cell));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_Eraser_document_has_a_token_a_word_on_one_line(string name)
    {
        TextExplanation explanation = HostileTexts.Explanation(HostileTexts.Of(name));
        for (int sequence = 0; sequence < 2; sequence++)
        {
            string document = explanation.ToEraserDocument(sequence);
            Assert.Equal(explanation.Words.Count(word => word.Sequence == sequence), document.Split(' ').Length);
            Assert.DoesNotContain(document, c => char.IsControl(c) || (char.IsWhiteSpace(c) && c != ' '));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Latex_has_no_command_and_no_special_character_of_the_text(string name)
    {
        string latex = HostileTexts.Explanation(HostileTexts.Of(name)).ToLatex();
        AssertNothingActs(latex);
        LatexReading.AssertPlain(latex[latex.IndexOf("\\noindent", StringComparison.Ordinal)..]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Markdown_formats_nothing_of_the_text(string name)
    {
        string evil = HostileTexts.Of(name);
        string markdown = HostileTexts.Explanation(evil).ToMarkdown();
        AssertNothingActs(markdown);
        using var document = new HtmlParser().ParseDocument(Markdig.Markdown.ToHtml(markdown, Markdown));
        string[] known = ["P", "STRONG", "BLOCKQUOTE", "B", "SUP", "I", "DEL", "BR", "TABLE", "THEAD", "TBODY", "TR", "TH", "TD"];
        Assert.All(document.Body!.QuerySelectorAll("*"), element => Assert.Contains(element.NodeName, known));
        Assert.Equal(2, document.QuerySelectorAll("table").Length);

        // The names come out as they are, on one line.
        string shown = VisibleText.OneLine(evil).Trim();
        Assert.Equal(VisibleText.OneLine("hate" + evil).Trim(), document.QuerySelector("strong")!.TextContent.Trim());
        Assert.Equal(shown, document.QuerySelectorAll("table")[1].QuerySelectorAll("td")[0].TextContent.Trim());
    }

    private static void AssertNothingActs(string view)
    {
        Assert.DoesNotContain(view, c => (c < ' ' && c != '\n') || c is >= '\u007f' and <= '\u009f' or >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u206f'
            or '\u2028' or '\u2029' or '\ufeff' or (>= '\ufff9' and <= '\ufffb'));
        Assert.Equal(view, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(view)));
    }

    private static List<string[]> Cells(string csv, int columns)
    {
        List<string[]> rows = Cells(csv);
        Assert.All(rows, row => Assert.Equal(columns, row.Length));
        return rows;
    }

    // RFC 4180.
    private static List<string[]> Cells(string csv)
    {
        List<string[]> rows = [];
        List<string> row = [];
        var cell = new StringBuilder();
        bool quoted = false;
        for (int i = 0; i < csv.Length; i++)
        {
            char c = csv[i];
            if (quoted && c == '"' && i + 1 < csv.Length && csv[i + 1] == '"') cell.Append(csv[i++]);
            else if (c == '"') quoted = !quoted;
            else if (!quoted && c is ',' or '\n' && !quoted)
            {
                row.Add(cell.ToString());
                cell.Clear();
                if (c == ',') continue;
                rows.Add([.. row]);
                row.Clear();
            }
            else cell.Append(c);
        }

        return rows;
    }
}
