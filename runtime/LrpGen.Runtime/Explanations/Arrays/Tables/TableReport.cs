namespace LrpGen.Runtime;

/// <summary>Writes rows of a table as one self-contained HTML page: no script, no network, nothing but markup and style.</summary>
public static class TableReport
{
    /// <summary>
    /// Writes a page. Explanations of the same input that follow each other (all labels, or one label by several
    /// methods) share a frame with a selector; it works without script.
    /// </summary>
    /// <param name="explanations">The explanations.</param>
    /// <param name="output">Where the page goes; UTF-8, please. Lines end with <c>\n</c>.</param>
    /// <param name="options">How it looks.</param>
    /// <exception cref="InvalidOperationException">An explanation's parts do not fit together.</exception>
    public static void Write(IEnumerable<ArrayExplanation> explanations, TextWriter output, TableHtmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(explanations);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new();
        double? shared = options.FullColor;
        if (shared is null && options.ScaleSharing == ScaleSharing.All)
        {
            explanations = [.. explanations];
            shared = ArrayScale.Of(explanations);
        }

        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options.Page, HtmlTable.Rules);
        int number = 0;
        foreach (List<ArrayExplanation> group in ArrayScale.ByInput(explanations))
        {
            number++;
            if (group.Count == 1) WriteOne(0);
            else ArraySelector.Write(html, group, number, WriteOne);

            void WriteOne(int i) => HtmlTable.Write(
                html, group[i], shared ?? ArrayScale.Of(options.ScaleSharing == ScaleSharing.None ? [group[i]] : ArrayScale.Comparable(group, i)), options);
        }

        HtmlPage.WriteFoot(html, options.Page);
    }

    /// <summary>Writes a page of rankings, one below the other: of each class, of each label that was explained.</summary>
    /// <param name="rankings">The rankings, each with a line that says whose they are, or null.</param>
    /// <param name="output">Where the page goes; UTF-8, please. Lines end with <c>\n</c>.</param>
    /// <param name="options">How it looks. Each ranking has a longest bar of its own where they do not give it.</param>
    public static void WriteRankings(IEnumerable<(string? Title, FeatureRanking Ranking)> rankings, TextWriter output, TableHtmlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(rankings);
        ArgumentNullException.ThrowIfNull(output);
        options ??= new();
        var html = new HtmlMarkup(output);
        HtmlPage.WriteHead(html, options.Page, HtmlTable.Rules);
        foreach ((string? title, FeatureRanking ranking) in rankings) HtmlRanking.Write(html, title, ranking, options);
        HtmlPage.WriteFoot(html, options.Page);
    }
}
