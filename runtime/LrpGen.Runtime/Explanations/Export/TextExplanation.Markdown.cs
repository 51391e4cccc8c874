using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>
    /// The explanation as Markdown (CommonMark with GitHub's tables): the text with its strongest words in bold (for) and
    /// italics (against), each with its sign, and tables of words and labels.
    /// </summary>
    /// <param name="topWords">How many words are marked and listed.</param>
    /// <param name="maskWords">Words to hide; see <see cref="WordMask.Of"/>.</param>
    public string ToMarkdown(int topWords = 6, Func<string, bool>? maskWords = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(topWords);
        var texts = new MaskedText(this, maskWords);
        double full = RelevanceScale.Of(this);
        Figures figures = Figures.For(full);
        var markdown = new StringBuilder();
        if (Prediction.Of(Labels, PredictedLabel) is { } said)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"{said.What[..1].ToUpperInvariant() + said.What[1..]} {MarkdownText.Strong(said.Name)} {said.Figure} · ");
        }

        markdown.Append(CultureInfo.InvariantCulture, $"explained {MarkdownText.Strong(Target.Description)} ({Figures.For(Target.Score).Signed(Target.Score)}) by {MarkdownText.Escape(Method)}\n\n");
        int[] top = [.. Ranking.Take(topWords)];
        for (int sequence = 0; sequence < (Pair is null ? 1 : 2); sequence++) AppendQuote(markdown, texts, sequence, top);
        if (!HasSeenText) markdown.Append("**No tokens:** the model saw nothing of this text but its special tokens.\n\n");
        if (Windowing is { } windowing)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"{windowing.Sentence}: {Windowing.Meaning}.\n\n");
        }

        if (Truncation is { } cut)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"**Cut off:** the model read {cut.TokensSeen} of {cut.TokensTotal} tokens; what it did not read is struck through.\n\n");
        }

        if (UnseenCharacters.Any(range => range.Reason != UnseenReason.Truncated))
        {
            markdown.Append("<sup>?</sup> the model did not see these characters.\n\n");
        }

        if (top.Length > 0)
        {
            markdown.Append("| word | relevance | |\n|---|---:|---|\n");
            foreach (int w in top)
            {
                float relevance = Words[w].Relevance;
                int length = Math.Abs(RelevanceColors.LevelOf(relevance, full)) / 2;
                markdown.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(texts.Word(w))} | {figures.Signed(relevance)} | {new string(relevance < 0 ? '░' : '█', length)} |\n");
            }

            markdown.Append('\n');
        }

        markdown.Append("| label | probability | logit |\n|---|---:|---:|\n");
        foreach (LabelScore label in Labels)
        {
            markdown.Append(CultureInfo.InvariantCulture, $"| {MarkdownText.Escape(label.Name)} | {Prediction.Percent(label.Probability)} | {Figures.For(label.Logit).Signed(label.Logit)} |\n");
        }

        return markdown.ToString();
    }

    private void AppendQuote(StringBuilder markdown, MaskedText texts, int sequence, int[] top)
    {
        markdown.Append("> ");
        foreach (TextSegment segment in TextSegmenter.Segments(this, sequence))
        {
            string text = texts.Segment(segment, sequence);
            bool unread = segment.Unseen.HasFlag(Unseen.Truncated) && (segment.Word < 0 || Words[segment.Word].Tokens.IsEmpty);
            if (string.IsNullOrWhiteSpace(text)) markdown.Append(text.Contains('\n', StringComparison.Ordinal) ? "<br>" : " ");
            else if (unread) markdown.Append(CultureInfo.InvariantCulture, $"<del>{MarkdownText.Escape(text)}</del>");
            else if (segment.Word < 0 || Words[segment.Word].Relevance == 0 || !top.Contains(segment.Word)) markdown.Append(MarkdownText.Escape(text));

            // Tags, because ** and _ do not open or close beside letters or punctuation in every script.
            else if (Words[segment.Word].Relevance < 0) markdown.Append(CultureInfo.InvariantCulture, $"<i>{MarkdownText.Escape(text)}</i>⁻");
            else markdown.Append(CultureInfo.InvariantCulture, $"<b>{MarkdownText.Escape(text)}</b>⁺");
            if (!unread && (segment.Unseen & (Unseen.Unknown | Unseen.Deleted)) != 0) markdown.Append("<sup>?</sup>");
        }

        markdown.Append("\n\n");
    }
}
