using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>The text by tokens, words, sentences or paragraphs, with a switch between them that needs no script.</summary>
internal static class HtmlLevels
{
    /// <summary>The switch, and what differs from words in the other levels.</summary>
    public const string Rules = """

        .levels{gap:.3rem;margin:.9rem 0 0}
        .levels>label{padding:.05rem .7rem;font-size:.85rem}
        .meaning{font-size:.9rem;margin:0 0 .6rem}
        .pieces{line-height:2.1;font-size:1.1rem}
        .pieces .w{padding:.14em .25em .1em;margin:0 .05em;outline:1px solid var(--line)}
        .pieces .u{outline:1.5px dotted var(--soft)}
        .x.w{padding:.14em 0 .1em;margin:0}
        @media print{.levels>label,.levels>.panel{display:none}.levels>input:checked+label+.panel{display:block}}

        """;

    public static void Write(HtmlMarkup html, TextExplanation explanation, MaskedText texts, double full, HtmlOptions options)
    {
        Level[] levels = [.. LevelsOf(explanation, full, options)];
        if (levels.Length == 1)
        {
            WriteLevel(levels[0]);
            return;
        }

        HtmlSelector.Write(
            html,
            $"l{++html.Switches}",
            Math.Max(0, Array.FindIndex(levels, level => level.What == options.Level)),
            [.. levels.Select(level => (level.Parts[..1].ToUpperInvariant() + level.Parts[1..], (string?)null))],
            i => WriteLevel(levels[i]),
            "Level",
            "choice levels");

        void WriteLevel(Level level)
        {
            Figures figures = Figures.For(level.Full);
            if (level.What == TextLevel.Token) HtmlTokens.Write(html, explanation, texts, level.Full, figures);
            else if (level.What == TextLevel.Word) HtmlText.Write(html, explanation, texts, level.Full, figures);
            else HtmlUnits.Write(html, explanation, texts, level.Units, level.Full, figures);
            HtmlLegend.Write(html, explanation, level.Parts, level.Full, figures, options.Palette);
        }
    }

    // A text of one sentence is one colour: nothing to see. Sentences add up to more than words, and have a scale of their own.
    private static IEnumerable<Level> LevelsOf(TextExplanation explanation, double full, HtmlOptions options)
    {
        if (Wanted(TextLevel.Token) && !explanation.Tokens.IsEmpty) yield return new(TextLevel.Token, "tokens", [], full);
        yield return new(TextLevel.Word, "words", [], full);
        if (Wanted(TextLevel.Sentence) && explanation.Sentences is { Length: > 1 } sentences) yield return Units(TextLevel.Sentence, "sentences", sentences);
        if (Wanted(TextLevel.Paragraph) && explanation.Paragraphs is { Length: > 1 } paragraphs) yield return Units(TextLevel.Paragraph, "paragraphs", paragraphs);

        bool Wanted(TextLevel level) => options.LevelSwitch || options.Level == level;

        Level Units(TextLevel level, string parts, ImmutableArray<UnitRelevance> units) =>
            new(level, parts, units, options.FullColor ?? RelevanceScale.OfUnits(units));
    }

    private sealed record Level(TextLevel What, string Parts, ImmutableArray<UnitRelevance> Units, double Full);
}
