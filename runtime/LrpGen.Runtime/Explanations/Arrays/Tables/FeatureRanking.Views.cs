using System.Globalization;

namespace LrpGen.Runtime;

public sealed partial record FeatureRanking
{
    /// <summary>The ranking as one self-contained HTML page.</summary>
    public string ToHtml(TableHtmlOptions? options = null)
    {
        var output = new StringWriter(CultureInfo.InvariantCulture);
        options ??= new();
        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options.Page, HtmlTable.Rules);
        double full = options.FullColor ?? Features.Select(feature => feature.MeanMagnitude).DefaultIfEmpty().Max();
        if (!(full > 0)) full = 1;
        Figures figures = Figures.For(full);
        html.Write($"<article>\n<header><div><span class=\"what\">Features over</span> <b class=\"label\">{Rows} rows</b></div></header>\n");
        if (RowsLeftOut > 0) html.Write($"<p class=\"warning\"><b>Not numbers.</b> {RowsLeftOut} rows were left out: they hold relevances that are NaN or infinite.</p>\n");
        html.Write($"<table class=\"features ranking\">\n<thead><tr><th scope=\"col\">feature</th><th scope=\"col\">mean |R|</th><th scope=\"col\">mean R</th><th scope=\"col\"></th><th scope=\"col\" class=\"share\">against · for, share of rows</th></tr></thead>\n");
        foreach (RankedFeature feature in Features)
        {
            html.Write($"<tr><th scope=\"row\"><bdi>{VisibleText.OneLine(feature.Name)}</bdi></th><td class=\"number\">{figures.Signed(feature.MeanMagnitude).TrimStart('+')}</td><td class=\"number\">{figures.Signed(feature.Mean)}</td><td class=\"bar\">");
            HtmlBar.WriteSigned(html, feature.Mean / full);
            html.Write($"</td><td class=\"share\" title=\"against in {Figures.Percent(feature.NegativeShare)}, for in {Figures.Percent(feature.PositiveShare)} of the rows\">");
            HtmlBar.WriteSplit(html, feature.NegativeShare, feature.PositiveShare);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</table>\n<div class=\"legend\">\n<span>mean R: <span class=\"k k-\">against</span> to the left, <span class=\"k k+\">for</span> to the right</span>\n<span class=\"number\">a full bar is ±{figures.Signed(full).TrimStart('+')}</span>\n</div>\n</article>\n");
        HtmlPage.WriteFoot(html);
        return output.ToString();
    }

    /// <summary>The ranking for a terminal, in lines that end with <c>\n</c>.</summary>
    /// <param name="options">How it looks; null means 24-bit colour and 80 columns.</param>
    /// <param name="topFeatures">How many features are shown.</param>
    public string ToAnsi(AnsiOptions? options = null, int topFeatures = 15)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(topFeatures);
        return AnsiTable.Render(this, options ?? new(), topFeatures);
    }
}
