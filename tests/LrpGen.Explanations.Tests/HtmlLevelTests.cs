using System.Net;
using System.Text.RegularExpressions;
using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

public partial class HtmlLevelTests
{
    private static readonly TextExplanation TwoSentences = Examples.Of("Nice day. Go, idiot!\n\nNow.", ["Nice:-0.2", "day.:0.1", "Go,:0.3", "idi:0.5 ot!:0.4", "Now.:0.1"]);

    [GeneratedRegex("<section class=\"choice levels\".*?</section>", RegexOptions.Singleline)]
    private static partial Regex Switch { get; }

    [GeneratedRegex("<span class=\"tip\".*?</span></span>|<[^>]*>", RegexOptions.Singleline)]
    private static partial Regex TipOrTag { get; }

    [Fact]
    public void The_reader_switches_between_levels_without_script()
    {
        string html = TwoSentences.ToHtml();
        Assert.Equal(["Tokens", "Words", "Sentences", "Paragraphs"], Regex.Matches(html, "for=\"l1-\\d\">(?:<bdi>)?(\\w+)<").Select(match => match.Groups[1].Value));
        Assert.Matches("id=\"l1-1\" checked", html);
        Assert.Contains("input:checked+label+.panel{display:block}", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.Matches("id=\"l1-2\" checked", TwoSentences.ToHtml(new() { Level = TextLevel.Sentence }));

        // One sentence is one colour.
        Assert.Equal(["Tokens", "Words"], Regex.Matches(Examples.English.ToHtml(), "for=\"l1-\\d\">(?:<bdi>)?(\\w+)<").Select(match => match.Groups[1].Value));
        Assert.DoesNotContain("class=\"choice levels\"", TwoSentences.ToHtml(new() { LevelSwitch = false }), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 3, "−0.10|+1.20|+0.10", "n2|p20|p2")]
    [InlineData(3, 2, "+1.10|+0.10", "p20|p2")]
    public void Sentences_and_paragraphs_have_their_sums_and_a_scale_of_their_own(int panel, int count, string sums, string colors)
    {
        string[] panels = TwoSentences.ToHtml().Split("<div class=\"panel\">");
        MatchCollection units = Regex.Matches(panels[panel + 1], "class=\"x w (\\w+)\"");
        Assert.Equal(count, units.Count);
        Assert.Equal(colors.Split('|'), units.Select(match => match.Groups[1].Value));
        Assert.Equal(sums.Split('|'), Regex.Matches(panels[panel + 1].Split("<p class=\"meaning\"")[0], "<b>([^<]*)</b>").Select(match => match.Groups[1].Value));
    }

    [Theory]
    [MemberData(nameof(Examples.Names), MemberType = typeof(Examples))]
    public void Every_token_is_shown_special_ones_included(string name)
    {
        TextExplanation explanation = Examples.Named(name);
        string html = explanation.ToHtml(new() { Level = TextLevel.Token });
        string[] pieces = [.. Regex.Matches(html, "<span class=\"t w [^>]*><bdi>(.*?)</bdi>").Select(match => WebUtility.HtmlDecode(match.Groups[1].Value))];
        Assert.Equal(explanation.Tokens.Select(token => VisibleText.OneLine(token.Piece)), pieces);
    }

    [Fact]
    public void No_level_loses_what_the_model_did_not_see()
    {
        TextExplanation explanation = Examples.Of("One\u0007two. Three. Four", ["One\u0007two.:1", "Three.:2"]) with { Truncation = new(4, 9, 17) };
        explanation = explanation with
        {
            Words = WordRelevance.Sum(explanation.Tokens, [(0, 8, 0), (9, 15, 0), (16, 20, 0)]),
            Truncation = new(4, 9, 16),
            UnseenCharacters = [new(3, 4, 0, UnseenReason.Deleted)],
        };
        string[] panels = explanation.ToHtml().Split("<div class=\"panel\">")[1..];
        Assert.Equal(3, panels.Length);
        foreach (string panel in panels)
        {
            Assert.Matches("<s> ?Four</s>", panel);
            Assert.Contains("One␇two.", TipOrTag.Replace(panel, ""), StringComparison.Ordinal);
            Assert.Contains(" u\"", panel.Replace("class=\"u\"", "class=\" u\"", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("the model did not see these characters", panel, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void One_line_says_what_the_colours_mean()
    {
        Assert.Contains("Orange words spoke for “<bdi>hate</bdi>”, blue ones against it; colours are full at 0.90.", TwoSentences.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("Green sentences spoke for “<bdi>hate</bdi>”, purple ones against it; colours are full at 1.20.", TwoSentences.ToHtml(new() { Palette = RelevancePalette.PurpleGreen }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_masked_word_is_masked_at_every_level_and_in_the_layers()
    {
        TextExplanation explanation = TwoSentences with { LayerRelevance = [[.. TwoSentences.Tokens.Select(token => token.Relevance)]] };
        Assert.Contains("idi", explanation.ToHtml(), StringComparison.Ordinal);
        Assert.DoesNotContain("idi", explanation.ToHtml(new() { MaskWords = WordMask.Of("idiot") }).Split("<body>")[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Relevance_of_layers_and_heads_is_a_heat_map()
    {
        TextExplanation explanation = Examples.Of("a b", ["a:1", "b:-0.5"]) with { LayerRelevance = [[0, 1, -0.5f, 0], [0.25f, 0.5f, -1, 0]], HeadRelevance = [[0.5f, -0.25f]] };
        string html = explanation.ToHtml();
        string layers = html.Split("Relevance through the layers")[1].Split("</details>")[0];
        Assert.Equal(["after layer 1", "embeddings"], Regex.Matches(layers, "scope=\"row\">(.*?)<").Select(match => match.Groups[1].Value));
        Assert.Equal(["p5", "p10", "n20", "", "", "p20", "n10", ""], Regex.Matches(layers, "<td(?: class=\"([pn]\\d+)\")? title").Select(match => match.Groups[1].Value));
        Assert.Equal(["−0.25", "+0.50"], Regex.Matches(layers, "sum number\">(.*?)<").Select(match => match.Groups[1].Value));
        Assert.Contains("<td class=\"p20\"><span class=\"number\">+0.50</span></td><td class=\"n10\"><span class=\"number\">−0.25</span></td>", html, StringComparison.Ordinal);
        Assert.DoesNotContain("Relevance through the layers", Examples.English.ToHtml(), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_explanations_stand_side_by_side_on_one_scale()
    {
        TextExplanation left = Examples.Of("a b", ["a:0.5", "b:0.1"]), right = Examples.Of("a b", ["a:-1", "b:0.2"]) with { Method = "other" };
        string html = HtmlReport.SideBySide(left, right);
        Assert.Equal(["p10", "p2", "n20", "p4"], Regex.Matches(html, "class=\"w (\\w+)").Select(match => match.Groups[1].Value));
        string differences = html.Split("Words that differ most")[1];
        Assert.Equal(["a +0.50 −1.00 −1.50", "b +0.10 +0.20 +0.10"], Regex.Matches(differences, "<tr><th scope=\"row\">.*?<td class=\"bar\">")
            .Select(match => Regex.Replace(match.Value, "<[^>]*>", " ")).Select(row => Regex.Replace(row.Trim(), "\\s+", " ")));
        Assert.DoesNotContain("Words that differ most", HtmlReport.SideBySide(left, Examples.English), StringComparison.Ordinal);
        Assert.Equal(html.Split(" id=\"").Length - 1, Regex.Matches(html, " id=\"[^\"]*\"").Select(match => match.Value).Distinct().Count());
    }

    [Theory]
    [InlineData(ReportOrder.AsGiven, "sure|unsure|mistaken|unknown")]
    [InlineData(ReportOrder.MostConfident, "sure|mistaken|unsure|unknown")]
    [InlineData(ReportOrder.LeastConfident, "unsure|mistaken|sure|unknown")]
    [InlineData(ReportOrder.LargestError, "mistaken|unsure|sure|unknown")]
    public void Many_texts_are_sorted_by_confidence_or_by_error(ReportOrder order, string texts)
    {
        LabelledExplanation[] all = [new(Text("sure", 0.99f), 1), new(Text("unsure", 0.6f), 1), new(Text("mistaken", 0.8f), 0), new(Text("unknown", null), null)];
        var output = new StringWriter();
        HtmlReport.WriteSorted(all, order, output);
        string html = output.ToString();
        Assert.Equal(texts.Split('|'), Regex.Matches(html, "<a href=\"#x\\d\"><bdi>(\\w+)").Select(match => match.Groups[1].Value));
        Assert.Equal(texts.Split('|'), Regex.Matches(html, "<article id=\"x\\d\">.*?<p class=\"text\" dir=\"auto\"><[^>]*>(\\w+)", RegexOptions.Singleline).Select(match => match.Groups[1].Value));
        Assert.Contains("2 of 3 with a true label are predicted right (66.7 %).", html, StringComparison.Ordinal);
        Assert.Contains("True</span> <b class=\"label\"><bdi>not-hate</bdi></b> wrong", html, StringComparison.Ordinal);

        static TextExplanation Text(string text, float? probability) => Examples.Of(text, [text + ":1"]) with
        {
            Labels = [new("not-hate", -1, 1 - probability), new("hate", 1, probability)],
        };
    }

    [Fact]
    public void A_sorted_page_says_what_is_wrong_with_true_labels()
    {
        Assert.Throws<ArgumentException>(() => HtmlReport.WriteSorted([new(Examples.English, 2)], ReportOrder.AsGiven, TextWriter.Null));
        Assert.Throws<ArgumentException>(() => HtmlReport.WriteSorted([new(Examples.English)], ReportOrder.LargestError, TextWriter.Null));
    }

    [Fact]
    public void Pages_stay_small()
    {
        // A post with all levels, and what each further one adds to a page.
        var one = new StringWriter();
        var hundred = new StringWriter();
        HtmlReport.WriteSorted([new(Examples.English)], ReportOrder.AsGiven, one);
        HtmlReport.WriteSorted(Enumerable.Repeat(new LabelledExplanation(Examples.English), 101), ReportOrder.AsGiven, hundred);
        Assert.InRange(one.ToString().Length, 0, 45_000);
        Assert.InRange((hundred.ToString().Length - one.ToString().Length) / 100, 0, 20_000);
    }
}
