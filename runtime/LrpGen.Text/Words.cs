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
/// word after it. A hashtag, a mention and a URL are one word each in every script. Grapheme clusters (emoji families, letters with
/// marks) are never divided.
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
        Entity,
    }

    /// <summary>The words of a text in order: by white space, and within scripts that are written without it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="options">What counts as a word where one may choose; null is <see cref="WordOptions.Default"/>.</param>
    public static ImmutableArray<WordSpan> Split(string text, WordOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = ImmutableArray.CreateBuilder<WordSpan>();
        foreach (WordSpan run in SplitAtWhiteSpace(text)) SplitRun(text, run, options ?? WordOptions.Default, words);
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

    private static void SplitRun(string text, WordSpan run, WordOptions options, ImmutableArray<WordSpan>.Builder words)
    {
        ReadOnlySpan<char> signs = text.AsSpan(run.Start, run.Length);
        if (!signs.ContainsAnyExceptInRange('\0', ScriptsWithoutBlanks.LastBefore) && !Entities.MayBeIn(signs))
        {
            words.Add(run);
            return;
        }

        int start = 0;
        int opening = 0;
        Kind before = Kind.Other;
        bool hasUnit = false;
        bool hasContent = false;
        bool joins = false;
        for (int at = 0; at < signs.Length;)
        {
            int entity = Entities.LengthAt(signs, at, before == Kind.Entity);
            int length = entity > 0 ? entity : StringInfo.GetNextTextElementLength(signs[at..]);
            Rune.DecodeFromUtf16(signs[at..], out Rune first, out _);
            Kind kind = entity > 0 ? Kind.Entity : KindOf(first);
            if (kind == Kind.Opening && before != Kind.Opening) opening = at;

            // Opening punctuation turns out to belong to what follows it when that is a word of its own.
            int boundary = before == Kind.Opening ? opening : at;
            if (boundary > start && !joins && !ScriptsWithoutBlanks.ContinuesWord(first) && IsBoundary(before, kind, hasUnit, hasContent))
            {
                Add(start, boundary);
                hasUnit = false;
                hasContent = false;
            }

            if (kind == Kind.Entity && options.SplitHashtags && Entities.IsHash(signs[at]))
            {
                foreach (int part in Entities.PartsOf(signs.Slice(at, length))) Add(start, at + part);
            }

            hasUnit |= kind is Kind.Unit or Kind.Run;
            hasContent |= kind is not (Kind.Opening or Kind.Closing);
            joins = kind != Kind.Entity && ScriptsWithoutBlanks.JoinsNext(signs[at], signs[at + length - 1]);
            before = kind;
            at += length;
        }

        Add(start, signs.Length);

        void Add(int from, int to)
        {
            words.Add(new WordSpan(run.Start + from, run.Start + to));
            start = to;
        }
    }

    private static bool IsBoundary(Kind before, Kind kind, bool hasUnit, bool hasContent) => kind switch
    {
        Kind.Closing => false,
        Kind.Run => before != Kind.Run,
        Kind.Unit => true,

        // A quotation mark or a full stop before a hashtag is no word of its own.
        Kind.Entity => hasContent,
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
