using System.Globalization;

namespace LrpGen.Runtime;

public static partial class HtmlReport
{
    private const string SideWidth = "main{max-width:84rem}\n";

    private const string SideRules = """

        .sides{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.25rem}
        .sides>*{min-width:0}
        .sides .figures{grid-template-columns:1fr}
        .differences thead th:not(:first-child){text-align:right}

        """;

    /// <summary>A page of two explanations beside each other: two labels, two methods, two models, or a text before and after a change.</summary>
    /// <param name="left">The first one.</param>
    /// <param name="right">The second one.</param>
    /// <param name="options">How it looks. Both share one scale, unless <see cref="ScaleSharing.None"/>.</param>
    public static string SideBySide(TextExplanation left, TextExplanation right, HtmlOptions? options = null)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        WriteSideBySide(left, right, output, options);
        return output.ToString();
    }

    /// <summary>Writes <see cref="SideBySide"/>. Of the same text there is a table of the words that differ most.</summary>
    /// <param name="left">The first one.</param>
    /// <param name="right">The second one.</param>
    /// <param name="output">Where the page goes; UTF-8, please.</param>
    /// <param name="options">How it looks.</param>
    public static void WriteSideBySide(TextExplanation left, TextExplanation right, TextWriter output, HtmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new();
        double? shared = options.FullColor ?? (options.ScaleSharing == ScaleSharing.None ? null : RelevanceScale.Of([left, right]));
        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options, Rules + SideWidth);
        html.Write($"<div class=\"sides\">\n");
        HtmlExplanation.Write(html, left, shared ?? RelevanceScale.Of(left), options);
        HtmlExplanation.Write(html, right, shared ?? RelevanceScale.Of(right), options);
        html.Write($"</div>\n");
        if (options.TopWords > 0 && left.Text == right.Text && left.Pair == right.Pair) WriteDifferences(html, left, right, options);
        HtmlPage.WriteFoot(html, options);
    }

    private static void WriteDifferences(HtmlMarkup html, TextExplanation left, TextExplanation right, HtmlOptions options)
    {
        // Tokenizers may join words differently: those that only one side has cannot be compared.
        var places = right.Words.Index().ToDictionary(word => (word.Item.Sequence, word.Item.Start, word.Item.End), word => word.Index);
        (int Left, int Right)[] both = [.. left.Words.Index()
            .Where(word => places.ContainsKey((word.Item.Sequence, word.Item.Start, word.Item.End)))
            .Select(word => (word.Index, places[(word.Item.Sequence, word.Item.Start, word.Item.End)]))];
        var texts = new MaskedText(left, options.MaskWords);
        (int Left, int Right)[] top = [.. both.OrderByDescending(pair => Math.Abs(Difference(pair))).Take(options.TopWords)];
        if (top.Length == 0) return;
        double largest = top.Max(pair => Math.Max(Math.Abs(Difference(pair)), Math.Max(Math.Abs(left.Words[pair.Left].Relevance), Math.Abs(right.Words[pair.Right].Relevance))));
        double scale = largest > 0 ? largest : 1;
        Figures figures = Figures.For(largest);
        html.Write($"<article>\n<h2>Words that differ most</h2>\n<table class=\"list differences\">\n<thead><tr><th scope=\"col\">word</th><th scope=\"col\">left</th><th scope=\"col\">right</th><th scope=\"col\">right − left</th><td></td></tr></thead>\n");
        foreach ((int Left, int Right) pair in top)
        {
            html.Write($"<tr><th scope=\"row\"><bdi>{texts.Word(pair.Left)}</bdi></th><td class=\"number\">{figures.Signed(left.Words[pair.Left].Relevance)}</td><td class=\"number\">{figures.Signed(right.Words[pair.Right].Relevance)}</td><td class=\"number\">{figures.Signed(Difference(pair))}</td><td class=\"bar\">");
            HtmlBar.WriteSigned(html, Difference(pair) / scale);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</table>\n");
        int alone = left.Words.Length + right.Words.Length - (2 * both.Length);
        if (alone > 0) html.Write($"<p class=\"soft\">{alone} words are on one side alone: their tokens join them differently.</p>\n");
        html.Write($"</article>\n");

        double Difference((int Left, int Right) pair) => (double)right.Words[pair.Right].Relevance - left.Words[pair.Left].Relevance;
    }
}
