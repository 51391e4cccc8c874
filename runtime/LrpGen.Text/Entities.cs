using System.Globalization;
using System.Text;

namespace LrpGen.Text;

/// <summary>Finds hashtags, mentions and URLs, which are one word each wherever they stand.</summary>
internal static class Entities
{
    private static readonly string[] UrlStarts = ["http://", "https://", "ftp://", "www."];

    /// <summary>Whether a text may hold one: a cheap test.</summary>
    public static bool MayBeIn(ReadOnlySpan<char> text) =>
        text.ContainsAny("#＃@＠") || text.Contains("://", StringComparison.Ordinal) || text.Contains("www.", StringComparison.OrdinalIgnoreCase);

    /// <summary>The length of the entity that begins at a place; 0 where none does.</summary>
    /// <param name="run">A run without white space.</param>
    /// <param name="at">The place, at the start of a grapheme cluster.</param>
    /// <param name="afterEntity">True if another one ends there.</param>
    public static int LengthAt(ReadOnlySpan<char> run, int at, bool afterEntity)
    {
        if (!afterEntity && at > 0 && Continues(run[..at])) return 0;
        return run[at] switch
        {
            '#' or '＃' => HashtagLength(run[at..]),
            '@' or '＠' => MentionLength(run[at..]),
            'h' or 'H' or 'f' or 'F' or 'w' or 'W' => UrlLength(run[at..]),
            _ => 0,
        };
    }

    /// <summary>True for the sign that begins a hashtag.</summary>
    public static bool IsHash(char sign) => sign is '#' or '＃';

    /// <summary>Where a hashtag has a new part: before a capital, between letters and figures, behind a low line.</summary>
    /// <param name="hashtag">A hashtag with its sign.</param>
    public static List<int> PartsOf(ReadOnlySpan<char> hashtag)
    {
        List<(int At, Part Kind)> signs = [];
        for (int at = 1; at < hashtag.Length; at += StringInfo.GetNextTextElementLength(hashtag[at..]))
        {
            Rune.DecodeFromUtf16(hashtag[at..], out Rune rune, out _);
            signs.Add((at, KindOf(rune)));
        }

        List<int> starts = [];
        for (int i = 1; i < signs.Count; i++)
        {
            (Part before, Part kind) = (signs[i - 1].Kind, signs[i].Kind);
            bool lowerNext = i + 1 < signs.Count && signs[i + 1].Kind == Part.Lower;
            bool begins = kind switch
            {
                Part.Line => false,
                _ when before == Part.Line => true,
                Part.Upper => before != Part.Upper || lowerNext,
                Part.Digit => before != Part.Digit,
                _ => before == Part.Digit,
            };
            if (begins) starts.Add(signs[i].At);
        }

        return starts;
    }

    private enum Part
    {
        Lower,
        Upper,
        Digit,
        Line,
    }

    private static Part KindOf(Rune rune) => rune.Value == '_' ? Part.Line
        : Rune.IsUpper(rune) ? Part.Upper
        : Rune.IsDigit(rune) ? Part.Digit
        : Part.Lower;

    // In "C#", "a@b.org" and "&#39;" the sign belongs to what stands before it. Scripts without blanks have nothing to put between.
    private static bool Continues(ReadOnlySpan<char> before)
    {
        Rune.DecodeLastFromUtf16(before, out Rune last, out _);
        if (last.Value is '&' or '_' or '/' or '#' or '@') return true;
        bool inWord = Rune.IsLetterOrDigit(last)
            || Rune.GetUnicodeCategory(last) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
        return inWord && !ScriptsWithoutBlanks.Contains(last);
    }

    private static int HashtagLength(ReadOnlySpan<char> text)
    {
        int at = 1;
        bool hasLetter = false;
        Rune last = default;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text[at..], out Rune rune, out _);
            if (!Rune.IsLetterOrDigit(rune) && rune.Value is not ('_' or 0x200C)) break;
            hasLetter |= Rune.IsLetter(rune);
            last = rune;
            at += StringInfo.GetNextTextElementLength(text[at..]);
        }

        // Chinese posts write #...# and go on without a blank: to take that for a second hashtag would swallow the sentence.
        bool closed = at < text.Length && IsHash(text[at]) && ScriptsWithoutBlanks.Contains(last);
        return !hasLetter ? 0 : closed ? at + StringInfo.GetNextTextElementLength(text[at..]) : at;
    }

    // A name, and the server that it lives on where it has one (@name@example.org).
    private static int MentionLength(ReadOnlySpan<char> text)
    {
        int end = 1 + NameLength(text[1..], alsoDots: false);
        if (end == 1) return 0;
        if (end < text.Length && text[end] == '@')
        {
            int host = NameLength(text[(end + 1)..], alsoDots: true);
            if (text.Slice(end + 1, host).TrimEnd('.').Contains('.')) end += 1 + host;
        }

        return WholeClusters(text, end);
    }

    private static int NameLength(ReadOnlySpan<char> text, bool alsoDots)
    {
        int at = 0;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_' || (alsoDots && text[at] is '.' or '-'))) at++;
        return at;
    }

    // An address may hold letters of any script; one without blanks ends it, since nothing else shows its end there.
    private static int UrlLength(ReadOnlySpan<char> text)
    {
        int start = StartLength(text);
        if (start == 0) return 0;
        int at = start;
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text[at..], out Rune rune, out _);
            bool ends = rune.Value is '<' or '>' or '"' or (>= 0x3000 and <= 0x303F) or (>= 0xFF00 and <= 0xFFEF)
                || ScriptsWithoutBlanks.Contains(rune)
                || (text[at] is 'h' or 'H' or 'f' or 'F' && StartLength(text[at..]) > 0);
            if (ends) break;
            at += StringInfo.GetNextTextElementLength(text[at..]);
        }

        return at > start ? at : 0;
    }

    private static int StartLength(ReadOnlySpan<char> text)
    {
        foreach (string start in UrlStarts)
        {
            if (text.StartsWith(start, StringComparison.OrdinalIgnoreCase)) return start.Length;
        }

        return 0;
    }

    // A mark behind the last letter belongs to it.
    private static int WholeClusters(ReadOnlySpan<char> text, int end)
    {
        int at = 0;
        while (at < end) at += StringInfo.GetNextTextElementLength(text[at..]);
        return at;
    }
}
