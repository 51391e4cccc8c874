using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using LrpGen.Runtime;
using LrpGen.Testing;

namespace LrpGen.Images.Tests;

public partial class HtmlTests
{
    [GeneratedRegex("src=\"data:image/png;base64,([A-Za-z0-9+/=]*)\"")]
    private static partial Regex Data { get; }

    [GeneratedRegex("<style>(.*)</style>", RegexOptions.Singleline)]
    private static partial Regex Style { get; }

    public static TheoryData<string> Pages => ["image", "grid", "table", "ranking"];

    [Theory]
    [MemberData(nameof(Pages))]
    public void The_page_looks_as_recorded(string name) => Snapshot.Verify(Data.Replace(Body(Page(name, null)), "src=\"data:…\""), "html", name);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Names_and_labels_are_text_and_never_markup(string name)
    {
        string html = Page(name, Examples.Hostile);
        string body = Body(html);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(html, c => (c < ' ' && c != '\n') || c == '\u202e');
        Assert.Contains("&lt;script&gt;alert(&#39;x&#39;)", body, StringComparison.Ordinal);
        Assert.Equal(Regex.Count(body, "<"), Regex.Count(body, "</?[a-z][a-z0-9]*[^<>]*>"));
        Assert.DoesNotMatch("(?i)<[^>]*\\s(on\\w+|style|href)=", body);
        Assert.All(Data.Matches(body), match => Assert.NotNull(RasterImage.FromPng(Convert.FromBase64String(match.Groups[1].Value))));
        Assert.Equal(Regex.Count(body, "src="), Data.Count(body));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Nothing_is_loaded_and_only_the_pages_own_style_is_allowed(string name)
    {
        string html = Page(name, null);
        string hash = Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style.Match(html).Groups[1].Value)));
        string images = name is "image" or "grid" ? " img-src data:;" : "";
        Assert.Contains($"content=\"default-src 'none';{images} style-src 'sha256-{System.Net.WebUtility.HtmlEncode(hash)}'; base-uri 'none'; form-action 'none'\"", html, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)url\\(|@import|https?://", html);
    }

    [Fact]
    public void Labels_of_one_image_share_a_selector_and_a_scale()
    {
        ArrayExplanation yes = Examples.Cross, no = yes with { Target = new("no", [1, 0], -1.5f, 0), Relevance = [.. yes.Relevance.Select(value => -value / 2)] };
        var output = new StringWriter();
        ImageReport.Write([no, yes, Examples.Image([1, 6, 6], _ => 0.5f, i => i)], output);
        string html = output.ToString();
        Assert.Equal(2, Regex.Count(html, "<input type=\"radio\" name=\"t1\""));
        Assert.Matches("id=\"t1-1\" checked", html);
        Assert.Equal(2, Regex.Count(html, Regex.Escape(">+0.120</span></span>")));
        Assert.Equal(3, Regex.Count(html, "<article>"));
    }

    [Fact]
    public void Methods_of_one_image_have_scales_of_their_own()
    {
        ArrayExplanation first = Examples.Cross, second = first with { Method = "gamma", Relevance = [.. first.Relevance.Select(value => 100 * value)] };
        var output = new StringWriter();
        ImageReport.Write([first, second], output);
        Assert.Contains("+0.120</span></span>", output.ToString(), StringComparison.Ordinal);
        Assert.Contains("+12.0</span></span>", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_picture_of_a_page_is_the_input_itself()
    {
        string data = Data.Match(Examples.Cross.ToImageHtml()).Groups[1].Value;
        RasterImage input = RasterImage.FromPng(Convert.FromBase64String(data));
        Assert.Equal(Examples.Cross.Input.ToArray(), Enumerable.Range(0, 36).Select(i => input[i % 6, i / 6].Red / 255f).ToArray());
    }

    [Fact]
    public void Relevance_that_is_not_a_number_is_said()
    {
        ArrayExplanation image = Examples.Cross with { Relevance = [float.NaN, .. Examples.Cross.Relevance[1..]] };
        ArrayExplanation row = Examples.Row with { Relevance = [float.NaN, float.NegativeInfinity, 1] };
        Assert.Contains("<b>Not numbers.</b> The relevance of 1 of 36 values is NaN", image.ToImageHtml(), StringComparison.Ordinal);
        Assert.Contains("<b>Not numbers.</b> The relevance of 2 of 3 features is NaN", row.ToTableHtml(), StringComparison.Ordinal);
        Assert.Contains(">−∞<", row.ToTableHtml(), StringComparison.Ordinal);
        Assert.Contains("NOT NUMBERS: 1 of 36", image.ToImageAnsi(), StringComparison.Ordinal);
        Assert.Contains("NOT NUMBERS: 2 of 3", row.ToTableAnsi(), StringComparison.Ordinal);
    }

    [Fact]
    public void Features_beyond_the_strongest_are_summed_and_folded_away()
    {
        string html = Examples.Row.ToTableHtml(new() { TopFeatures = 1 });
        Assert.Contains("2 others</th><td class=\"value\"></td><td class=\"number\">+1.00</td>", html, StringComparison.Ordinal);
        Assert.Contains("2 weaker features", html, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_needs_a_caption_for_each_picture() =>
        Assert.Throws<ArgumentException>(() => ImageReport.WriteGrid([Examples.Cross], TextWriter.Null, null, ["a", "b"]));

    /// <summary>A page of each kind; with <paramref name="text"/> in every place that holds a text of the caller.</summary>
    private static string Page(string kind, string? text)
    {
        ArrayExplanation image = Dressed(Examples.Cross with { Layers = [new(text ?? "features.0", [1, 2, 2], [0.5f, -0.25f, 0, 1])] });
        ArrayExplanation row = Dressed(Examples.Row);
        var output = new StringWriter();
        switch (kind)
        {
            case "image":
                return image.ToImageHtml(new() { Title = text ?? "Crosses" });
            case "grid":
                ImageReport.WriteGrid([image, image], output, new() { Title = text ?? "Crosses" });
                return output.ToString();
            case "table":
                return row.ToTableHtml(new() { Title = text ?? "Rows" });
            default:
                return FeatureRanking.Of([row, row with { Relevance = [1, 1, -1] }]).ToHtml(new() { Title = text ?? "Ranking" });
        }

        ArrayExplanation Dressed(ArrayExplanation explanation) => text is null
            ? explanation
            : explanation with
            {
                Model = text,
                Method = text,
                Labels = [.. explanation.Labels.Select(label => label with { Name = text })],
                Target = explanation.Target with { Description = text },
                FeatureNames = [.. explanation.FeatureNames.Select(_ => text)],
                FeatureUnits = [.. explanation.FeatureUnits.Select(_ => text)],
                Ledger = new(1, 0.5, [new(SinkKind.Bias, text, 1, 0.5)]),
            };
    }

    private static string Body(string html) => html[html.IndexOf("<body>", StringComparison.Ordinal)..];
}
