using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>The source text, every sentence or paragraph on the colour of its relevance.</summary>
internal static class HtmlUnits
{
    public static void Write(
        HtmlMarkup html, TextExplanation explanation, MaskedText texts, ImmutableArray<UnitRelevance> units, double full, Figures figures)
    {
        int[] ranks = UnitSums.Ranks(units);
        int seen = units.Count(unit => unit.IsSeen);
        for (int sequence = 0; sequence < (explanation.Pair is null ? 1 : 2); sequence++)
        {
            if (explanation.Pair is not null) html.Write($"<p class=\"what\">{(sequence == 0 ? "First text" : "Second text")}</p>\n");
            html.Write($"<p class=\"text\" dir=\"auto\">");
            int next = 0, open = -1;
            foreach (TextSegment segment in TextSegmenter.Segments(explanation, sequence))
            {
                if (open >= 0 && segment.Start >= units[open].End) Close();
                while (next < units.Length && (units[next].Sequence < sequence || units[next].End <= segment.Start)) next++;
                bool begins = open < 0 && next < units.Length && units[next].Sequence == sequence && units[next].Start < segment.End
                    && (segment.Word >= 0 || segment.Unseen != Unseen.None);
                if (begins)
                {
                    open = next++;
                    html.Write($"<span class=\"x w {HtmlText.ClassOf(RelevanceColors.LevelOf(units[open].Relevance, full))}\" tabindex=\"0\">");
                }

                HtmlText.WritePlain(html, explanation, texts, segment, sequence);
            }

            if (open >= 0) Close();
            html.Write($"</p>\n");

            void Close()
            {
                WriteTip(html, explanation, units[open], (ranks[open], seen), figures);
                html.Write($"</span>");
                open = -1;
            }
        }
    }

    private static void WriteTip(HtmlMarkup html, TextExplanation explanation, UnitRelevance unit, (int Rank, int Of) place, Figures figures)
    {
        html.Write($"<span class=\"tip\" dir=\"ltr\" role=\"tooltip\">");
        if (unit.IsSeen)
        {
            html.Write($"<span><b>{figures.Signed(unit.Relevance)}</b> {HtmlText.Side(unit.Relevance, explanation)}</span><span class=\"soft\">rank {place.Rank} of {place.Of}, {unit.Words.Length} {(unit.Words.Length == 1 ? "word" : "words")}</span>");
        }
        else html.Write($"<span>not seen by the model</span>");
        html.Write($"</span>");
    }
}
