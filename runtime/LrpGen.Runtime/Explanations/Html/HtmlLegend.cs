namespace LrpGen.Runtime;

/// <summary>What the colours mean: in words, and as a scale.</summary>
internal static class HtmlLegend
{
    /// <summary>Writes the legend of a level.</summary>
    /// <param name="html">The page.</param>
    /// <param name="explanation">The explanation.</param>
    /// <param name="parts">What has colours: words, sentences, …</param>
    /// <param name="full">The relevance behind full colour.</param>
    /// <param name="figures">How numbers are written.</param>
    /// <param name="palette">The colours.</param>
    public static void Write(HtmlMarkup html, TextExplanation explanation, string parts, double full, Figures figures, RelevancePalette palette)
    {
        string target = explanation.Target.Description, number = figures.Signed(full).TrimStart('+');
        html.Write($"<p class=\"meaning\">{ColorMeaning.Before(parts, palette)}<bdi>{target}</bdi>{ColorMeaning.After(number, palette)}</p>\n");
        html.Write($"<div class=\"legend\">\n<span><span class=\"k k-\">against</span> <bdi>{target}</bdi></span>\n<span class=\"scale\"><span class=\"number\">{figures.Signed(-full)}</span><span class=\"ramp\" aria-hidden=\"true\">");
        for (int level = -RelevanceColors.Levels; level <= RelevanceColors.Levels; level += 2)
        {
            html.Write($"<i class=\"{HtmlText.ClassOf(level)}\"></i>");
        }

        html.Write($"</span><span class=\"number\">{figures.Signed(full)}</span></span>\n<span><span class=\"k k+\">for</span> <bdi>{target}</bdi></span>\n");
        if (explanation.UnseenCharacters.Any(range => range.Reason != UnseenReason.Truncated))
        {
            html.Write($"<span><span class=\"k u\">dotted</span> the model did not see these characters</span>\n");
        }

        html.Write($"</div>\n");
    }
}
