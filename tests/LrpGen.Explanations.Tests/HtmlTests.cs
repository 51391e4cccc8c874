using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LrpGen.Runtime;
using LrpGen.Testing;

namespace LrpGen.Explanations.Tests;

public partial class HtmlTests
{
    public static TheoryData<string> Names => Examples.Names;

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag { get; }

    [GeneratedRegex("<span class=\"tip\".*?</span></span>(?=\\s|<|$|[^<])", RegexOptions.Singleline)]
    private static partial Regex Tooltip { get; }

    [GeneratedRegex("<p class=\"text\" dir=\"auto\">(.*?)</p>", RegexOptions.Singleline)]
    private static partial Regex Text { get; }

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style { get; }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_looks_as_recorded(string name) => Snapshot.Verify(Body(Examples.Named(name).ToHtml()), "html", name);

    [Fact]
    public void The_style_is_as_recorded() => Snapshot.Verify(Examples.English.ToHtml()[..^1].Split("<article>")[0], "html");

    [Theory]
    [MemberData(nameof(Names))]
    public void The_page_holds_no_markup_but_its_own(string name)
    {
        string html = Examples.Named(name).ToHtml();
        string[] known = ["html", "head", "meta", "title", "style", "body", "main", "article", "header", "section", "div", "span", "b", "bdi", "p", "i", "s", "h2", "table",
            "thead", "tr", "th", "td", "svg", "rect", "path", "dl", "dt", "dd", "details", "summary", "footer", "input", "label", "!DOCTYPE"];
        Assert.All(Tag.Matches(Body(html)), tag => Assert.Contains(tag.Value.Trim('<', '>', '/').Split(' ', '/')[0], known));
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<img", html, StringComparison.OrdinalIgnoreCase);
        Assert.All(Tag.Matches(Body(html)), tag => Assert.DoesNotMatch("(?i)\\s(on\\w+|style|href|src)=", tag.Value));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Nothing_that_acts_reaches_the_page(string name)
    {
        string html = Examples.Named(name).ToHtml();
        Assert.DoesNotContain(html, c => (c < ' ' && c != '\n') || c is >= '\u007f' and <= '\u009f' or >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069');
        Assert.Equal(html, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(html)));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_text_without_markup_is_the_source(string name)
    {
        TextExplanation explanation = Examples.Named(name);
        string shown = Text.Match(Tooltip.Replace(explanation.ToHtml(), "")).Groups[1].Value;
        Assert.Equal(VisibleText.Of(explanation.Text), WebUtility.HtmlDecode(Tag.Replace(shown, "")));
    }

    [Fact]
    public void Only_the_pages_own_style_is_allowed_and_nothing_is_loaded()
    {
        string html = Examples.Hostile.ToHtml();
        string style = Style.Match(html).Groups[1].Value;
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)));
        Assert.Contains($"content=\"default-src &#39;none&#39;".Replace("&#39;", "'", StringComparison.Ordinal), html, StringComparison.Ordinal);
        Assert.Contains(WebUtility.HtmlEncode($"sha256-{hash}"), html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)url\\(|@import|https?://", html);
    }

    [Fact]
    public void Words_can_be_reached_by_keyboard_and_tell_the_same_as_to_the_mouse()
    {
        string html = Examples.English.ToHtml();
        Assert.Equal(Examples.English.Words.Length, Regex.Count(html, "class=\"w [^\"]*\" tabindex=\"0\""));
        Assert.Contains(".w:focus>.tip{display:block}", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_masked_word_cannot_be_recovered()
    {
        TextExplanation explanation = Examples.Of("You ugly Bastards, BASTARDS! go", ["You:0.1", "ugly:0.3", "Bas:0.5 tards,:0.2", "BASTARDS!:0.9", "go:0"]);
        explanation = explanation with { Truncation = new(3, 9, 19) };
        string html = explanation.ToHtml(new() { MaskWords = WordMask.Of("bastards") });
        Assert.DoesNotMatch("(?i)bas|tard", Body(html));
        Assert.Contains("B•••", html, StringComparison.Ordinal);

        // Ids name the pieces, and ranges tell the length.
        foreach (int t in explanation.Words[2].Tokens)
        {
            Assert.DoesNotContain($">{explanation.Tokens[t].Id}<", html, StringComparison.Ordinal);
            Assert.DoesNotContain($"{explanation.Tokens[t].Start}–{explanation.Tokens[t].End}", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Tokens_of_a_masked_word_are_hidden_whether_the_word_lists_them_or_only_shares_their_range()
    {
        TextExplanation explanation = Examples.Of("a bastard", ["a:1", "bas:1 tard:1"]);
        TokenRelevance listed = explanation.Tokens[2] with { Start = 0, End = 0 }, shared = explanation.Tokens[3];
        explanation = explanation with
        {
            Tokens = [.. explanation.Tokens[..2], listed, shared, explanation.Tokens[4]],
            Words = [explanation.Words[0] with { Tokens = [1, 3] }, explanation.Words[1] with { Tokens = [2] }],
        };
        string html = explanation.ToHtml(new() { MaskWords = WordMask.Of("bastard") });
        Assert.DoesNotMatch("▁bas|tard|>102<|>103<", html);
        Assert.Contains(">101<", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bastard", "b•••")]
    [InlineData("\"#Bastard!\"", "B•••")]
    [InlineData("🖕", "•••")]
    [InlineData("a", "•••")]
    [InlineData("हरामी", "ह•••")]
    public void The_first_letter_stays_unless_it_is_all(string word, string masked) => Assert.Equal(masked, WordMask.Mask(word));

    [Theory]
    [InlineData("BASTARD", true)]
    [InlineData("“bastard”,", true)]
    [InlineData("bas\u200btard", true)]
    [InlineData("ｂａｓｔａｒｄ", true)]
    [InlineData("bastardy", false)]
    public void A_list_finds_words_in_disguise(string word, bool found) => Assert.Equal(found, WordMask.Of("Bastard")(word));

    [Fact]
    public void All_labels_of_one_text_share_a_selector_without_script()
    {
        TextExplanation hate = Examples.English, other = hate with { Target = new("not-hate", [1, 0], -1.211f, 0) };
        var output = new StringWriter();
        HtmlReport.Write([other, hate, Examples.Hindi], output);
        string html = output.ToString();
        Assert.Equal(2, Regex.Count(html, "<input type=\"radio\" name=\"t1\""));
        Assert.Matches("id=\"t1-1\" checked", html);
        Assert.Equal(3, Regex.Count(html, "<article>"));
        Snapshot.Verify(Regex.Replace(Body(html), "(?s)<article>.*?</article>", "<article/>"), "html");
    }

    [Fact]
    public void A_shared_scale_gives_the_same_relevance_the_same_colour()
    {
        TextExplanation weak = Examples.Of("a b", ["a:0.5", "b:0.1"]), strong = Examples.Of("c d", ["c:1", "d:0.1"]);
        Assert.Equal(["p20", "p4", "p20", "p2"], Classes(new() { ScaleSharing = ScaleSharing.None }));
        Assert.Equal(["p10", "p2", "p20", "p2"], Classes(new() { ScaleSharing = ScaleSharing.All }));
        Assert.Equal(["p5", "p1", "p10", "p1"], Classes(new() { FullColor = 2 }));

        string[] Classes(HtmlOptions options)
        {
            var output = new StringWriter();
            HtmlReport.Write([weak, strong], output, options);
            return [.. Regex.Matches(output.ToString(), "class=\"w (\\w+)").Select(match => match.Groups[1].Value)];
        }
    }

    [Fact]
    public void Texts_are_written_as_they_come()
    {
        var output = new StringWriter();
        IEnumerable<TextExplanation> Source()
        {
            yield return Examples.English;
            yield return Examples.Hindi;
            Assert.Contains("disgusting", output.ToString(), StringComparison.Ordinal);
            yield return Examples.Urdu;
        }

        HtmlReport.Write(Source(), output);
    }

    [Fact]
    public void What_was_cut_off_is_struck_through_and_said()
    {
        TextExplanation cut = Examples.Of("one two three", ["one:1", "two:2"]) with { Truncation = new(4, 9, 7) };
        string html = cut.ToHtml();
        Assert.Contains("<s> three</s>", html, StringComparison.Ordinal);
        Assert.Contains("The model read 4 of 9 tokens", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Odd_explanations_have_a_page()
    {
        TextExplanation empty = Examples.Of("", []);
        Assert.Contains("(empty text)", empty.ToHtml(), StringComparison.Ordinal);
        TextExplanation odd = Examples.Of("a b c", ["a:0", "b:0", "c:0"]);
        odd = odd with { Words = [odd.Words[0] with { Relevance = float.NaN }, odd.Words[1] with { Relevance = float.PositiveInfinity }, odd.Words[2]], Pair = "" };
        Assert.Contains("NaN", odd.ToHtml(), StringComparison.Ordinal);
        Assert.NotEmpty(odd.ToAnsi());
        Assert.NotEmpty(odd.ToLatex());
        Assert.NotEmpty(odd.ToMarkdown());
        Assert.NotEmpty(odd.ToEraser("x"));
    }

    private static string Body(string html) => html[html.IndexOf("<body>", StringComparison.Ordinal)..];

    [Fact]
    public void A_fragment_stands_in_a_page_of_ones_own()
    {
        HtmlOptions options = new() { Form = HtmlForm.Fragment, IdPrefix = "a-" };
        var output = new StringWriter(System.Globalization.CultureInfo.InvariantCulture);
        HtmlReport.Write([Examples.English, Examples.English with { Method = "other" }], output, options);
        string fragment = output.ToString();
        Assert.StartsWith("<div class=\"lrpgen\"", fragment, StringComparison.Ordinal);
        Assert.EndsWith("</div>\n", fragment, StringComparison.Ordinal);
        foreach (string ofPages in new[] { "<html", "<body", "<head>", "<main", "<meta", "<title", ":root", "body{", "main{" })
        {
            Assert.DoesNotContain(ofPages, fragment, StringComparison.Ordinal);
        }

        Assert.Contains("<style>\n@scope(.lrpgen){", fragment, StringComparison.Ordinal);
        Assert.Contains("id=\"a-t1-0\"", fragment, StringComparison.Ordinal);
        Assert.Contains("for=\"a-t1-1\"", fragment, StringComparison.Ordinal);

        string bare = Examples.English.ToHtml(options with { Form = HtmlForm.FragmentWithoutStyle });
        Assert.DoesNotContain("<style", bare, StringComparison.Ordinal);
        Assert.Contains(HtmlReport.FragmentStyle(options), Examples.English.ToHtml(options), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Examples.English.ToHtml(options with { IdPrefix = "\" onload" }));
    }

    [Fact]
    public void A_regression_shows_its_value_and_no_probability_and_nothing_is_predicted_of_several_outputs()
    {
        TextExplanation one = Examples.Of("a", ["a:2.5"]) with { Labels = [new("LABEL_0", 2.5f, null)], PredictedLabel = 0, Target = new("LABEL_0", [1], 2.5f, 0) };
        AnsiOptions plain = new() { Colors = AnsiColors.None };
        Assert.StartsWith("value LABEL_0 +2.50, explained LABEL_0 (+2.50)", one.ToAnsi(plain), StringComparison.Ordinal);
        Assert.Contains("Value</span> <b class=\"label\"><bdi>LABEL_0</bdi></b> <span class=\"number\">+2.50", one.ToHtml(), StringComparison.Ordinal);
        Assert.StartsWith("Value **LABEL\\_0** +2.50", one.ToMarkdown(), StringComparison.Ordinal);
        Assert.DoesNotContain("robability", one.ToJson(), StringComparison.Ordinal);
        Assert.DoesNotContain("classification", one.ToEraser("a"), StringComparison.Ordinal);
        Assert.Equal(one, TextExplanation.FromJson(one.ToJson()));
        Assert.StartsWith("{\"text\":\"a\",\"explained\":\"LABEL_0\",\"score\":2.5,\"method\":\"attnlrp\",\"outsideWords\":0.08,", one.ToLeanJson(), StringComparison.Ordinal);

        TextExplanation two = one with { Labels = [new("a", 1, null), new("b", 2, null)], Target = new("a", [1, 0], 1, 0), PredictedLabel = 1 };
        TextExplanation nothing = two with { Labels = [new("a", float.NaN, 0.5f), new("b", 2, 0.5f)] };
        foreach (TextExplanation silent in new[] { two, nothing })
        {
            Assert.StartsWith("explained a", silent.ToAnsi(plain), StringComparison.Ordinal);
            Assert.DoesNotContain("redicted", silent.ToHtml() + silent.ToMarkdown(), StringComparison.Ordinal);
            Assert.DoesNotContain("classification", silent.ToEraser("a"), StringComparison.Ordinal);
        }

        Assert.DoesNotContain("NaN", one.ToHtml() + one.ToAnsi(plain) + one.ToMarkdown() + one.ToLatex() + one.ToJson() + one.ToLeanJson() + one.ToEraser("a"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_without_tokens_says_so_in_every_view()
    {
        TextExplanation empty = Examples.Of("", []);
        Assert.Contains("NO TOKENS", empty.ToAnsi(), StringComparison.Ordinal);
        Assert.Contains("No tokens.", empty.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("No tokens", empty.ToMarkdown(), StringComparison.Ordinal);
        Assert.Contains("No tokens", empty.ToLatex(), StringComparison.Ordinal);
    }
}
