namespace LrpGen.Runtime;

/// <summary>One explanation: what was predicted, the coloured text, and the figures below it.</summary>
internal static class HtmlExplanation
{
    /// <summary>Writes an explanation.</summary>
    /// <param name="html">The page.</param>
    /// <param name="explanation">The explanation.</param>
    /// <param name="full">The relevance behind full colour.</param>
    /// <param name="options">How it looks.</param>
    /// <param name="place">Its place on a page of many, where others point to it; null elsewhere.</param>
    /// <param name="trueLabel">The label that people gave the text, if any did.</param>
    public static void Write(HtmlMarkup html, TextExplanation explanation, double full, HtmlOptions options, int? place = null, int? trueLabel = null)
    {
        var texts = new MaskedText(explanation, options.MaskWords);
        Figures figures = Figures.For(full);
        if (place is { } number) html.Write($"<article id=\"{html.IdPrefix}x{number}\">\n");
        else html.Write($"<article>\n");
        HtmlScores.WriteHeader(html, explanation.Labels, explanation.PredictedLabel, explanation.Target, "words", trueLabel);
        if (explanation.Truncation is { } cut)
        {
            html.Write($"<p class=\"warning\"><b>Cut off.</b> The model read {cut.TokensSeen} of {cut.TokensTotal} tokens. What it did not read is struck through.</p>\n");
        }

        if (explanation.Windowing is { } windowing)
        {
            html.Write($"<p class=\"soft\">{windowing.Sentence}: {Windowing.Meaning}.</p>\n");
        }

        if (!explanation.HasSeenText)
        {
            html.Write($"<p class=\"warning\"><b>No tokens.</b> The model saw nothing of this text but its special tokens.</p>\n");
        }

        HtmlLevels.Write(html, explanation, texts, full, options);
        html.Write($"<div class=\"figures\">\n");
        if (options.TopWords > 0 && explanation.Words.Length > 0) WriteTopWords(html, explanation, texts, full, figures, options.TopWords);
        WriteLabels(html, explanation);
        html.Write($"</div>\n");
        HtmlDetails.Write(html, explanation, texts, options);
        WriteFooter(html, explanation);
        html.Write($"</article>\n");
    }

    private static void WriteTopWords(HtmlMarkup html, TextExplanation explanation, MaskedText texts, double full, Figures figures, int count)
    {
        html.Write($"<section>\n<h2>Strongest words</h2>\n<table class=\"words\">\n");
        foreach (int w in explanation.Ranking.Take(count))
        {
            float relevance = explanation.Words[w].Relevance;
            html.Write($"<tr><th scope=\"row\"><bdi>{texts.Word(w)}</bdi></th><td class=\"number\">{figures.Signed(relevance)}</td><td class=\"bar\">");
            HtmlBar.WriteSigned(html, relevance / full);
            html.Write($"</td></tr>\n");
        }

        html.Write($"</table>\n</section>\n");
    }

    private static void WriteLabels(HtmlMarkup html, TextExplanation explanation)
    {
        html.Write($"<section>\n");
        HtmlScores.WriteLabels(html, explanation.Labels);
        html.Write($"<dl>\n");
        double sum = explanation.TokenSum, score = explanation.Target.Score;
        Figures figures = Figures.For(Math.Max(Math.Abs(sum), Math.Abs(score)));
        string tokens = explanation.Windowing is null ? "tokens" : "joined tokens";
        html.Write($"<dt>Sum over {tokens}</dt><dd class=\"number\">{figures.Signed(sum)}</dd>\n");
        if (explanation.Target.BaselineScore is { } baseline) html.Write($"<dt>Score less the baseline's</dt><dd class=\"number\">{figures.Signed(score - baseline)}</dd>\n");
        html.Write($"<dt>Share on special tokens</dt><dd class=\"number\">{Figures.Percent(explanation.SpecialTokenShare)}</dd>\n");
        html.Write($"</dl>\n</section>\n");
    }

    private static void WriteFooter(HtmlMarkup html, TextExplanation explanation)
    {
        html.Write($"<footer><span>{explanation.Method}</span><span>{explanation.Model}</span>");
        if (explanation.Tokenizer.Length > 0) html.Write($"<span>{explanation.Tokenizer}</span>");
        html.Write($"<span>{explanation.Tokens.Length} tokens</span></footer>\n");
    }
}
