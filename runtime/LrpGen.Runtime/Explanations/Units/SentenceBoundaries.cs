using System.Buffers;
using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>Finds the sentences of a text by UAX #29, rules SB4 to SB11, with Unicode's general categories for its letters.</summary>
/// <remarks>
/// Sentence_Break's own tables differ from the categories in little that ends a sentence: Close is closing punctuation and quotation
/// marks here, so that an opening bracket right behind a full stop begins the next sentence.
/// </remarks>
internal static class SentenceBoundaries
{
    // SentenceBreakProperty.txt, STerm: what ends a sentence whatever follows.
    private static readonly SearchValues<char> Terminators = SearchValues.Create(
        "!?։؝؞؟۔܀܁܂߹࠷࠹࠽࠾।॥၊။።፧፨᙮᜵᜶។៕᠃᠉᥄᥅᪨᪩᪪᪫᭎᭏᭚᭛᭞᭟᭽᭾᭿᰻᰼᱾᱿‼‽⁇⁈⁉⸮⸼⹓⹔。꓿꘎꘏꛳꛷꡶꡷꣎꣏꤯꧈꧉꩝꩞꩟꫰꫱꯫﹖﹗！？｡");

    // ATerm, and the full stop's other forms.
    private static readonly SearchValues<char> FullStops = SearchValues.Create(".․﹒．");

    // SContinue.
    private static readonly SearchValues<char> Continuing = SearchValues.Create(",-:;՝،؍߸᠂᠈–—、︐︑︓︔︱︲﹐﹑﹔﹕﹘﹣，－：；､;");

    /// <summary>The sentences without the white space around them.</summary>
    public static List<(int Start, int End)> Split(string text)
    {
        var sentences = new List<(int Start, int End)>();
        int start = 0;
        for (int at = 0; at < text.Length;)
        {
            bool ends = IsLineEnd(text[at]);
            if (ends) at++;
            else if (MayEnd(text[at])) (ends, at) = Read(text, at);
            else at += StringInfo.GetNextTextElementLength(text, at);
            if (!ends) continue;
            Add(start, at);
            start = at;
        }

        Add(start, text.Length);
        return sentences;

        void Add(int from, int to)
        {
            while (from < to && char.IsWhiteSpace(text[from])) from++;
            while (to > from && char.IsWhiteSpace(text[to - 1])) to--;
            if (from < to) sentences.Add((from, to));
        }
    }

    /// <summary>CR, LF, and Unicode's line and paragraph ends.</summary>
    public static bool IsLineEnd(char c) => c is '\n' or '\r' or '\v' or '\f' or '\u0085' or '\u2028' or '\u2029';

    private static bool MayEnd(char c) => Terminators.Contains(c) || FullStops.Contains(c);

    /// <summary>Reads a full stop or several: whether the sentence ends there, and where to go on.</summary>
    private static (bool Ends, int Next) Read(string text, int at)
    {
        int last = at, end = at;
        while (end < text.Length && MayEnd(text[end]))
        {
            last = end;
            end = SkipMarks(text, end + 1);
        }

        int closed = end;
        while (closed < text.Length && IsClose(text[closed])) closed = SkipMarks(text, closed + 1);
        int next = closed;
        while (next < text.Length && char.IsWhiteSpace(text[next]) && !IsLineEnd(text[next])) next++;
        if (next >= text.Length || IsLineEnd(text[next])) return (true, next);

        Rune.DecodeFromUtf16(text.AsSpan(next), out Rune follows, out _);
        if (Continuing.Contains(text[next]) || MayEnd(text[next])) return (false, next); // SB8a
        if (Terminators.Contains(text[last])) return (true, next); // SB9 to SB11
        if (next == end && Rune.IsDigit(follows)) return (false, next); // SB6
        if (next == end && Rune.IsUpper(follows) && at > 0 && char.IsLetter(text, LastLetter(text, at))) return (false, next); // SB7
        return (!LowerFollows(text, next), next); // SB8, SB11
    }

    // SB8: a small letter goes on with the sentence, whatever stands before it that is no letter.
    private static bool LowerFollows(string text, int at)
    {
        while (at < text.Length && !IsLineEnd(text[at]) && !MayEnd(text[at]))
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int length);
            if (Rune.IsLetter(rune)) return Rune.IsLower(rune);
            at += length;
        }

        return false;
    }

    private static int LastLetter(string text, int before)
    {
        int at = before - 1;
        while (at > 0 && (IsMark(text[at]) || char.IsLowSurrogate(text[at]))) at--;
        return at;
    }

    // SB5: marks and format characters belong to what stands before them.
    private static int SkipMarks(string text, int at)
    {
        while (at < text.Length && IsMark(text[at])) at++;
        return at;
    }

    private static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
        or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.Format;

    private static bool IsClose(char c) => c is '"' or '\'' || char.GetUnicodeCategory(c) is UnicodeCategory.ClosePunctuation
        or UnicodeCategory.FinalQuotePunctuation;
}
