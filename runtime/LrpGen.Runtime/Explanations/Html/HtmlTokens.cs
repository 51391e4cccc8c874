namespace LrpGen.Runtime;

/// <summary>The tokens as the model reads them, special ones included, each on the colour of its relevance.</summary>
internal static class HtmlTokens
{
    public static void Write(HtmlMarkup html, TextExplanation explanation, MaskedText texts, double full, Figures figures)
    {
        bool rightToLeft = TextDirection.IsRightToLeft(explanation.Text);
        html.Write($"<p class=\"text pieces\" dir=\"{(rightToLeft ? "rtl" : "ltr")}\">");
        for (int t = 0; t < explanation.Tokens.Length; t++)
        {
            TokenRelevance token = explanation.Tokens[t];
            bool isUnknown = token.IsUnknown || explanation.UnseenCharacters.Any(range =>
                range.Reason == UnseenReason.Unknown && range.Sequence == token.Sequence && range.Start < token.End && token.Start < range.End);
            string unknown = isUnknown ? " u" : "";
            html.Write($"<span class=\"t w {HtmlText.ClassOf(RelevanceColors.LevelOf(token.Relevance, full))}{unknown}\" tabindex=\"0\"><bdi>{texts.Piece(t)}</bdi>");
            html.Write($"<span class=\"tip\" dir=\"ltr\" role=\"tooltip\"><span><b>{figures.Signed(token.Relevance)}</b> {HtmlText.Side(token.Relevance, explanation)}</span>");
            if (texts.IsTokenMasked(t)) html.Write($"<span>masked</span>");
            else html.Write($"<span class=\"soft\">id {token.Id}{(token.IsSpecial ? ", special" : isUnknown ? ", unknown" : "")}</span>");
            html.Write($"</span></span> ");
        }

        html.Write($"</p>\n");
        WriteUnread(html, explanation, texts);
    }

    // No token stands for it, and still it must not vanish.
    private static void WriteUnread(HtmlMarkup html, TextExplanation explanation, MaskedText texts)
    {
        bool any = false;
        for (int sequence = 0; sequence < (explanation.Pair is null ? 1 : 2); sequence++)
        {
            foreach (TextSegment segment in TextSegmenter.Segments(explanation, sequence))
            {
                bool deleted = segment.Unseen.HasFlag(Unseen.Deleted), cut = segment.Unseen.HasFlag(Unseen.Truncated);
                if (!deleted && !cut) continue;
                if (!any) html.Write($"<p class=\"soft\" dir=\"auto\">Without a token: ");
                any = true;
                if (cut) html.Write($"<s>{texts.Segment(segment, sequence)}</s>");
                else html.Write($"<span class=\"u\">{texts.Segment(segment, sequence)}</span> ");
            }
        }

        if (any) html.Write($"</p>\n");
    }
}
