using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>The source text, every word on the colour of its relevance.</summary>
internal static class HtmlText
{
    public static void Write(HtmlMarkup html, TextExplanation explanation, MaskedText texts, double full, Figures figures)
    {
        var ranks = new int[explanation.Words.Length];
        ImmutableArray<int> ranking = explanation.Ranking;
        foreach ((int rank, int word) in ranking.Index()) ranks[word] = rank + 1;
        for (int sequence = 0; sequence < (explanation.Pair is null ? 1 : 2); sequence++)
        {
            if (explanation.Pair is not null) html.Write($"<p class=\"what\">{(sequence == 0 ? "First text" : "Second text")}</p>\n");
            html.Write($"<p class=\"text\" dir=\"auto\">");
            if (explanation.Source(sequence).Length == 0) html.Write($"<i class=\"soft\">(empty text)</i>");
            bool struck = false;
            foreach (TextSegment segment in TextSegmenter.Segments(explanation, sequence))
            {
                bool unread = IsUnread(explanation, segment);
                if (unread && !struck) html.Write($"<s>");
                else if (struck && !unread) html.Write($"</s>");
                struck = unread;
                if (segment.Word >= 0 && !unread) WriteWord(html, explanation, texts, segment, (ranks[segment.Word], ranking.Length), full, figures);
                else if ((segment.Unseen & (Unseen.Unknown | Unseen.Deleted)) != 0) html.Write($"<span class=\"u\">{texts.Segment(segment, sequence)}</span>");
                else html.Write($"{texts.Segment(segment, sequence)}");
            }

            if (struck) html.Write($"</s>");
            html.Write($"</p>\n");
        }
    }

    /// <summary>Writes a segment without a colour of its own: struck through where it was cut off, dotted where it was not seen.</summary>
    public static void WritePlain(HtmlMarkup html, TextExplanation explanation, MaskedText texts, TextSegment segment, int sequence)
    {
        if (IsUnread(explanation, segment)) html.Write($"<s>{texts.Segment(segment, sequence)}</s>");
        else if ((segment.Unseen & (Unseen.Unknown | Unseen.Deleted)) != 0) html.Write($"<span class=\"u\">{texts.Segment(segment, sequence)}</span>");
        else html.Write($"{texts.Segment(segment, sequence)}");
    }

    /// <summary>What a relevance speaks for.</summary>
    public static string Side(float relevance, TextExplanation explanation) => relevance switch
    {
        > 0 => $"for {explanation.Target.Description}",
        < 0 => $"against {explanation.Target.Description}",
        0 => "neither for nor against",
        _ => "not a number",
    };

    /// <summary>The style class of a step of the scale.</summary>
    public static string ClassOf(int level) => level switch
    {
        > 0 => $"p{level}",
        < 0 => $"n{-level}",
        _ => "z",
    };

    // A word that was cut in the middle was read in part: it keeps its colour.
    private static bool IsUnread(TextExplanation explanation, TextSegment segment) => segment.Unseen.HasFlag(Unseen.Truncated)
        && (segment.Word < 0 || explanation.Words[segment.Word].Tokens.IsEmpty);

    private static void WriteWord(
        HtmlMarkup html, TextExplanation explanation, MaskedText texts, TextSegment segment, (int Rank, int Of) place, double full, Figures figures)
    {
        WordRelevance word = explanation.Words[segment.Word];
        int level = RelevanceColors.LevelOf(word.Relevance, full);
        bool unseen = (segment.Unseen & (Unseen.Unknown | Unseen.Deleted)) != 0;
        html.Write($"<span class=\"w {ClassOf(level)}{(unseen ? " u" : "")}\" tabindex=\"0\">{texts.Segment(segment, word.Sequence)}");
        html.Write($"<span class=\"tip\" dir=\"ltr\" role=\"tooltip\">");
        if (word.IsSeen) html.Write($"<span><b>{figures.Signed(word.Relevance)}</b> {Side(word.Relevance, explanation)}</span>");
        else html.Write($"<span>not seen by the model</span>");
        if (word.IsSeen) html.Write($"<span class=\"soft\">rank {place.Rank} of {place.Of}</span>");
        if (unseen) html.Write($"<span>{UnseenNote(segment.Unseen)}</span>");
        if (texts.IsWordMasked(segment.Word)) html.Write($"<span>masked</span>");
        else WriteTokens(html, explanation, texts, word, figures);
        html.Write($"</span></span>");
    }

    private static void WriteTokens(HtmlMarkup html, TextExplanation explanation, MaskedText texts, WordRelevance word, Figures figures)
    {
        foreach (int t in word.Tokens)
        {
            TokenRelevance token = explanation.Tokens[t];
            if (texts.IsTokenMasked(t)) html.Write($"<span>••• {figures.Signed(token.Relevance)}</span>");
            else html.Write($"<span><bdi class=\"piece\">{texts.Piece(t)}</bdi> <span class=\"soft\">{token.Id}</span> {figures.Signed(token.Relevance)}</span>");
        }
    }

    private static string UnseenNote(Unseen unseen) => unseen.HasFlag(Unseen.Unknown)
        ? "the model saw an unknown token"
        : "the tokenizer deleted characters here";
}
