namespace LrpGen.Runtime;

public static partial class HtmlReport
{
    private const int ExcerptColumns = 72;

    private const string SortedRules = """

        .index td{overflow-wrap:anywhere}
        .index th:nth-child(2){text-align:start}
        .index a{color:inherit}
        article:target{outline:2px solid var(--focus)}

        """;

    /// <summary>
    /// Writes a page of many texts, sorted, with a table of all of them on top. Texts that cannot be sorted (without a probability, or
    /// without a true label) come last.
    /// </summary>
    /// <param name="explanations">The explanations, with true labels where they are known. They are read to the end before anything is written.</param>
    /// <param name="order">By what they are sorted; equal ones stay in their order.</param>
    /// <param name="output">Where the page goes; UTF-8, please.</param>
    /// <param name="options">How it looks.</param>
    /// <exception cref="ArgumentException">A true label lies outside of the labels, or errors are asked for and no text has a true label.</exception>
    public static void WriteSorted(IEnumerable<LabelledExplanation> explanations, ReportOrder order, TextWriter output, HtmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanations);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new();
        LabelledExplanation[] all = [.. explanations];
        foreach ((int index, LabelledExplanation item) in all.Index())
        {
            if (item.TrueLabel is { } label && (label < 0 || label >= item.Explanation.Labels.Length))
            {
                throw new ArgumentException($"text {index}: found the true label {label}, needed one of {item.Explanation.Labels.Length}.", nameof(explanations));
            }
        }

        if (order == ReportOrder.LargestError && !all.Any(item => item.TrueLabel is not null))
        {
            throw new ArgumentException("Errors need true labels; no text has one.", nameof(explanations));
        }

        all = [.. Sort(all, order)];
        double? shared = options.FullColor ?? (options.ScaleSharing == ScaleSharing.All ? RelevanceScale.Of(all.Select(item => item.Explanation)) : null);
        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options, Rules);
        WriteIndex(html, all, order, options);
        foreach ((int index, LabelledExplanation item) in all.Index())
        {
            HtmlExplanation.Write(html, item.Explanation, shared ?? RelevanceScale.Of(item.Explanation), options, index + 1, item.TrueLabel);
        }

        HtmlPage.WriteFoot(html, options);
    }

    private static IEnumerable<LabelledExplanation> Sort(LabelledExplanation[] all, ReportOrder order) => order switch
    {
        ReportOrder.MostConfident => all.OrderByDescending(item => item.Confidence ?? -1),
        ReportOrder.LeastConfident => all.OrderBy(item => item.Confidence ?? 2),
        ReportOrder.LargestError => all.OrderByDescending(item => item.Error ?? -1),
        _ => all,
    };

    private static void WriteIndex(HtmlMarkup html, LabelledExplanation[] all, ReportOrder order, HtmlOptions options)
    {
        LabelledExplanation[] labelled = [.. all.Where(item => item.TrueLabel is not null)];
        int right = labelled.Count(item => item.TrueLabel == item.Explanation.PredictedLabel);
        html.Write($"<article>\n<h2>{all.Length} {(all.Length == 1 ? "text" : "texts")}{NameOf(order)}</h2>\n");
        if (labelled.Length > 0) html.Write($"<p>{right} of {labelled.Length} with a true label are predicted right ({Figures.Percent(right / (double)labelled.Length)}).</p>\n");
        html.Write($"<table class=\"list index\">\n<thead><tr><th scope=\"col\">text</th><th scope=\"col\">true</th><th scope=\"col\">predicted</th><th scope=\"col\">probability</th><th scope=\"col\"></th></tr></thead>\n");
        foreach ((int index, LabelledExplanation item) in all.Index())
        {
            TextExplanation explanation = item.Explanation;
            Prediction? said = Prediction.Of(explanation.Labels, explanation.PredictedLabel);
            html.Write($"<tr><td><a href=\"#{html.IdPrefix}x{index + 1}\"><bdi>{Excerpt(explanation, options)}</bdi></a></td><td>{(item.TrueLabel is { } label ? explanation.Labels[label].Name : "")}</td><td>{said?.Name ?? ""}</td><td class=\"number\">{said?.Figure ?? ""}</td><td>{Verdict(item)}</td></tr>\n");
        }

        html.Write($"</table>\n</article>\n");
    }

    private static string NameOf(ReportOrder order) => order switch
    {
        ReportOrder.MostConfident => ", the surest first",
        ReportOrder.LeastConfident => ", the least sure first",
        ReportOrder.LargestError => ", the largest errors first",
        _ => "",
    };

    private static string Verdict(LabelledExplanation item) => item.TrueLabel is not { } label ? ""
        : label == item.Explanation.PredictedLabel ? "right" : "wrong";

    private static string Excerpt(TextExplanation explanation, HtmlOptions options)
    {
        var texts = new MaskedText(explanation, options.MaskWords);
        string text = VisibleText.OneLine(string.Concat(TextSegmenter.Segments(explanation, 0).Select(segment => texts.Segment(segment, 0))));
        return text.Length == 0 ? "(empty text)" : AnsiText.Shorten(text, ExcerptColumns, unicode: true);
    }
}
