namespace LrpGen.Runtime;

/// <summary>The features of a cohort, the strongest first: means, and the share of rows in which each speaks for and against.</summary>
internal static class HtmlRanking
{
    public static void Write(HtmlMarkup html, string? title, FeatureRanking ranking, TableHtmlOptions options)
    {
        double full = options.FullColor ?? ranking.Features.Select(feature => feature.MeanMagnitude).DefaultIfEmpty().Max();
        if (!(full > 0)) full = 1;
        Figures figures = Figures.For(full);
        html.Write($"<article>\n<header><div><span class=\"what\">Features over</span> <b class=\"label\">{ranking.Rows} rows</b></div>");
        if (title is not null) html.Write($"<div><b class=\"label\">{title}</b></div>");
        html.Write($"</header>\n");
        if (ranking.RowsLeftOut > 0) html.Write($"<p class=\"warning\"><b>Not numbers.</b> {ranking.RowsLeftOut} rows were left out: they hold relevances that are NaN or infinite.</p>\n");
        html.Write($"<table class=\"features ranking\">\n<thead><tr><th scope=\"col\">feature</th><th scope=\"col\">mean |R|</th><th scope=\"col\">mean R</th><th scope=\"col\"></th><th scope=\"col\" class=\"share\">against · for, share of rows</th></tr></thead>\n");
        foreach (RankedFeature feature in ranking.Features)
        {
            html.Write($"<tr><th scope=\"row\"><bdi>{VisibleText.OneLine(feature.Name)}</bdi></th><td class=\"number\">{figures.Signed(feature.MeanMagnitude).TrimStart('+')}</td><td class=\"number\">{figures.Signed(feature.Mean)}</td><td class=\"bar\">");
            HtmlBar.WriteSigned(html, feature.Mean / full);
            html.Write($"</td><td class=\"share\" title=\"against in {Figures.Percent(feature.NegativeShare)}, for in {Figures.Percent(feature.PositiveShare)} of the rows\">");
            HtmlBar.WriteSplit(html, feature.NegativeShare, feature.PositiveShare);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</table>\n<div class=\"legend\">\n<span>mean R: <span class=\"k k-\">against</span> to the left, <span class=\"k k+\">for</span> to the right</span>\n<span class=\"number\">a full bar is ±{figures.Signed(full).TrimStart('+')}</span>\n</div>\n</article>\n");
    }
}
