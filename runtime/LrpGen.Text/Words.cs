using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace LrpGen.Text;

/// <summary>Finds the words of a text, from the text alone: never from a tokenizer's pieces.</summary>
/// <remarks>
/// The unit is what stands between white space, with its punctuation (<c>trash.</c>, <c>@user:</c>). Only where a
/// script is written without blanks is such a run divided further, nearly as UAX #29 does without a dictionary: a
/// cluster of Han, Hiragana, Thai, Lao, Khmer or Myanmar is a word, a run of Katakana is one, and so is a run of
/// anything else between them. There, closing punctuation belongs to the word before it and opening punctuation to the
/// word after it. Grapheme clusters (emoji families, letters with marks) are never divided.
/// </remarks>
public static class Words
{
    private enum Kind
    {
        Other,
        Unit,
        Run,
        Opening,
        Closing,
    }

    /// <summary>The words of a text in order: by white space, and within scripts that are written without it.</summary>
    public static ImmutableArray<WordSpan> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = ImmutableArray.CreateBuilder<WordSpan>();
        foreach (WordSpan run in SplitAtWhiteSpace(text)) SplitRun(text, run, words);
        return words.DrainToImmutable();
    }

    /// <summary>The maximal runs without white space (Unicode White_Space) in order.</summary>
    public static ImmutableArray<WordSpan> SplitAtWhiteSpace(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = ImmutableArray.CreateBuilder<WordSpan>();
        for (int at = 0; at < text.Length; at++)
        {
            int start = at;
            while (at < text.Length && !char.IsWhiteSpace(text[at])) at++;
            if (at > start) words.Add(new WordSpan(start, at));
        }

        return words.DrainToImmutable();
    }

    private static void SplitRun(string text, WordSpan run, ImmutableArray<WordSpan>.Builder words)
    {
        if (!text.AsSpan(run.Start, run.Length).ContainsAnyExceptInRange('\0', ScriptsWithoutBlanks.LastBefore))
        {
            words.Add(run);
            return;
        }

        int start = run.Start;
        int opening = start;
        Kind before = Kind.Other;
        bool hasUnit = false;
        bool joins = false;
        for (int at = start; at < run.End;)
        {
            int length = StringInfo.GetNextTextElementLength(text.AsSpan(at, run.End - at));
            Rune.DecodeFromUtf16(text.AsSpan(at, length), out Rune first, out _);
            Kind kind = KindOf(first);
            if (kind == Kind.Opening && before != Kind.Opening) opening = at;

            // Opening punctuation turns out to belong to what follows it when that is a word of its own.
            int boundary = before == Kind.Opening ? opening : at;
            if (boundary > start && !joins && !ScriptsWithoutBlanks.ContinuesWord(first) && IsBoundary(before, kind, hasUnit))
            {
                words.Add(new WordSpan(start, boundary));
                start = boundary;
                hasUnit = false;
            }

            hasUnit |= kind is Kind.Unit or Kind.Run;
            joins = ScriptsWithoutBlanks.JoinsNext(text[at], text[at + length - 1]);
            before = kind;
            at += length;
        }

        words.Add(new WordSpan(start, run.End));
    }

    private static bool IsBoundary(Kind before, Kind kind, bool hasUnit) => kind switch
    {
        Kind.Closing => false,
        Kind.Run => before != Kind.Run,
        Kind.Unit => true,
        _ => hasUnit,
    };

    private static Kind KindOf(Rune rune)
    {
        switch (Rune.GetUnicodeCategory(rune))
        {
            case UnicodeCategory.OpenPunctuation or UnicodeCategory.InitialQuotePunctuation:
                return Kind.Opening;
            case UnicodeCategory.ClosePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.OtherPunctuation
                or UnicodeCategory.DashPunctuation or UnicodeCategory.ConnectorPunctuation:
                return Kind.Closing;
            case UnicodeCategory.DecimalDigitNumber:
                return Kind.Other;
        }

        if (ScriptsWithoutBlanks.IsKatakana(rune)) return Kind.Run;
        return ScriptsWithoutBlanks.Contains(rune) ? Kind.Unit : Kind.Other;
    }
}
