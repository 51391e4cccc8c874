namespace LrpGen.Runtime;

/// <summary>One row of a table: what was predicted, and a signed bar for each feature.</summary>
internal static class HtmlTable
{
    /// <summary>Rules beside the common ones.</summary>
    public const string Rules = """
        .features{margin:.9rem 0 .6rem}
        .features th{font-weight:500;overflow-wrap:break-word}
        .features td.number{width:1%}
        .features td.value{width:1%;text-align:right;white-space:nowrap;color:var(--soft);font-variant-numeric:tabular-nums}
        .features .bar{width:42%;padding-right:0}
        .features thead th{color:var(--soft);font-size:.8rem;font-weight:400;white-space:nowrap}
        .features thead th:nth-child(2),.features thead th:nth-child(3){text-align:right}
        .features .rest th{font-weight:400;color:var(--soft)}
        .ranking .share{width:22%;padding-right:0}
        .features.ranking .bar{width:30%}
        .ranking td.share{padding-left:1.5rem}
        .ranking th.share{padding-left:1.5rem}
        @media (max-width:42rem){.features .bar{width:30%}}

        """;

    private const string Parts = "features";

    public static void Write(HtmlMarkup html, ArrayExplanation explanation, double full, TableHtmlOptions options)
    {
        Figures figures = Figures.For(full);
        html.Write($"<article>\n");
        HtmlScores.WriteHeader(html, explanation.Labels, explanation.PredictedLabel, explanation.Target, Parts);
        WriteWarning(html, explanation, Parts);
        WriteFeatures(html, explanation, full, figures, Math.Max(0, options.TopFeatures));
        WriteLegend(html, explanation, full, figures);
        html.Write($"<div class=\"figures\">\n<section>\n");
        HtmlScores.WriteLabels(html, explanation.Labels);
        html.Write($"</section>\n<section>\n<h2>Sums</h2>\n<dl>\n");
        WriteSums(html, explanation, Parts);
        html.Write($"</dl>\n</section>\n</div>\n");
        if (explanation.Ledger is { } ledger) HtmlDetails.WriteLedger(html, ledger, Parts);
        html.Write($"<footer><span>{explanation.Method}</span><span>{explanation.Model}</span><span>{explanation.Relevance.Length} {Parts}</span></footer>\n</article>\n");
    }

    /// <summary>Says that relevances are not numbers: bars and colours cannot show it.</summary>
    public static void WriteWarning(HtmlMarkup html, ArrayExplanation explanation, string parts)
    {
        int wrong = explanation.NonFiniteCount;
        if (wrong > 0) html.Write($"<p class=\"warning\"><b>Not numbers.</b> The relevance of {wrong} of {explanation.Relevance.Length} {parts} is NaN or infinite; sums are not numbers either.</p>\n");
    }

    /// <summary>What speaks for the target, what against it, and both together.</summary>
    public static void WriteSums(HtmlMarkup html, ArrayExplanation explanation, string parts)
    {
        double positive = explanation.Relevance.Where(value => value > 0).Sum(value => (double)value);
        double negative = explanation.Relevance.Where(value => value < 0).Sum(value => (double)value);
        double sum = explanation.RelevanceSum;
        Figures figures = Figures.For(Math.Max(positive, -negative) is var largest && double.IsFinite(largest) ? largest : 1);
        html.Write($"<dt>For <bdi>{explanation.Target.Description}</bdi></dt><dd class=\"number\">{figures.Signed(positive)}</dd>\n");
        html.Write($"<dt>Against</dt><dd class=\"number\">{figures.Signed(negative)}</dd>\n");
        html.Write($"<dt>Sum over {parts}</dt><dd class=\"number\">{figures.Signed(sum)}</dd>\n");
        if (explanation.Target.BaselineScore is { } baseline) html.Write($"<dt>Score less the baseline's</dt><dd class=\"number\">{figures.Signed(explanation.Target.Score - baseline)}</dd>\n");
    }

    private static void WriteFeatures(HtmlMarkup html, ArrayExplanation explanation, double full, Figures figures, int top)
    {
        int[] ranking = [.. explanation.Ranking];
        html.Write($"<table class=\"features\">\n<thead><tr><th scope=\"col\">feature</th><th scope=\"col\">value</th><th scope=\"col\">relevance</th><th scope=\"col\"></th></tr></thead>\n");
        foreach (int i in ranking.Take(top)) WriteFeature(html, explanation, i, full, figures);
        int[] rest = [.. ranking.Skip(top)];
        if (rest.Length > 0)
        {
            double sum = rest.Sum(i => (double)explanation.Relevance[i]);
            html.Write($"<tr class=\"rest\"><th scope=\"row\">{rest.Length} others</th><td class=\"value\"></td><td class=\"number\">{figures.Signed(sum)}</td><td class=\"bar\">");
            HtmlBar.WriteSigned(html, sum / full);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</table>\n");
        if (rest.Length == 0) return;
        html.Write($"<details>\n<summary>The others <span class=\"soft\">{rest.Length} weaker features</span></summary>\n<table class=\"features\">\n");
        foreach (int i in rest) WriteFeature(html, explanation, i, full, figures);
        html.Write($"</table>\n</details>\n");
    }

    private static void WriteFeature(HtmlMarkup html, ArrayExplanation explanation, int index, double full, Figures figures)
    {
        float relevance = explanation.Relevance[index];
        html.Write($"<tr><th scope=\"row\"><bdi>{VisibleText.OneLine(explanation.NameOf(index))}</bdi></th><td class=\"value\"><bdi>{FeatureValue.Of(explanation.Input[index], VisibleText.OneLine(explanation.UnitOf(index)))}</bdi></td>");
        html.Write($"<td class=\"number\">{figures.Signed(relevance)}</td><td class=\"bar\">");
        HtmlBar.WriteSigned(html, relevance / full);
        html.Write($"</td></tr>\n");
    }

    private static void WriteLegend(HtmlMarkup html, ArrayExplanation explanation, double full, Figures figures) =>
        html.Write($"<div class=\"legend\">\n<span><span class=\"k k-\">against</span> <bdi>{explanation.Target.Description}</bdi>: bars to the left</span>\n<span><span class=\"k k+\">for</span> <bdi>{explanation.Target.Description}</bdi>: bars to the right</span>\n<span class=\"number\">a full bar is ±{figures.Signed(full).TrimStart('+')}</span>\n</div>\n");
}
