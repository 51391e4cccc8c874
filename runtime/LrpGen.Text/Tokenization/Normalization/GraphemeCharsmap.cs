using System.Globalization;
using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>
/// Hugging Face's reading of a charsmap (<c>Precompiled</c>): a grapheme cluster of less than 6 bytes becomes what its
/// shortest prefix in the map becomes; everything else goes scalar by scalar.
/// </summary>
/// <remarks>
/// That shortest prefix replaces the whole cluster, so a mark behind a replaced character is lost. Published models were
/// used with this, so it is kept. A replacement that is longer than what it replaces gives its last characters the
/// range of the last scalar; a shorter one leaves the rest of the scalars without a character. Where deleted characters
/// begin a text, tokenizers shifts all ranges to the front by their number; here the ranges stay right.
/// </remarks>
internal sealed class GraphemeCharsmap(Charsmap charsmap) : INormalizationStep
{
    // In UTF-8 bytes.
    private const int ShortCluster = 6;

    // Of every character, asked when it is first met: 1 where it joins no other, 2 where it may.
    private static readonly byte[] Joins = new byte[char.MaxValue + 1];

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        for (int at = 0; at < text.Length;)
        {
            if (IsCluster(text, at) && charsmap.IsKeptAlone(text[at]))
            {
                output.Append(text[at], input.Starts[at], input.Ends[at]);
                at++;
                continue;
            }

            int length = ClusterLength(text[at..]);
            if (length > 1 && Encoding.UTF8.GetByteCount(text.Slice(at, length)) < ShortCluster
                && charsmap.TryFindShortest(text.Slice(at, length), out ReadOnlySpan<char> whole))
            {
                Replace(input, at, length, whole, output);
                at += length;
                continue;
            }

            for (int end = at + length; at < end;)
            {
                int width = ScalarLength(text, at);
                if (charsmap.TryFindShortest(text.Slice(at, width), out ReadOnlySpan<char> single)) Replace(input, at, width, single, output);
                else output.Append(input, at, at + width);
                at += width;
            }
        }
    }

    // Whether a character is a cluster of its own: for certain, where it joins none of its neighbours, and the next does not either.
    private static bool IsCluster(ReadOnlySpan<char> text, int at) => JoinsNone(text[at]) && (at + 1 == text.Length || JoinsNone(text[at + 1]));

    private static bool JoinsNone(char c)
    {
        ref byte known = ref Joins[c];
        if (known == 0) known = (byte)(Asked(c) ? 1 : 2);
        return known == 1;
    }

    // Hangul and line ends join each other, but no letter.
    private static bool Asked(char c) => c != '\r' && !char.IsSurrogate(c) && c is not ((>= '\u1100' and <= '\u11FF') or (>= '\uA960' and <= '\uA97F') or (>= '\uAC00' and <= '\uD7FF'))
        && StringInfo.GetNextTextElementLength([c, 'a']) == 1 && StringInfo.GetNextTextElementLength(['a', c]) == 1;

    private static int ClusterLength(ReadOnlySpan<char> text)
    {
        // Two characters of ASCII are two clusters, but for a line end: no need to ask.
        if (text.Length == 1 || (text[0] < 0x80 && text[1] < 0x80 && text[0] != '\r')) return 1;
        return StringInfo.GetNextTextElementLength(text);
    }

    private static int ScalarLength(ReadOnlySpan<char> text, int at) => char.IsHighSurrogate(text[at]) ? 2 : 1;

    private static void Replace(AlignedText input, int at, int length, ReadOnlySpan<char> replacement, AlignedText output)
    {
        ReadOnlySpan<int> starts = input.Starts;
        ReadOnlySpan<int> ends = input.Ends;
        int source = at;
        int aligned = at;
        for (int i = 0; i < replacement.Length;)
        {
            // One scalar of the source for each of the replacement, as long as there are any.
            if (source < at + length)
            {
                aligned = source;
                source += ScalarLength(input.Chars, source);
            }

            int width = ScalarLength(replacement, i);
            for (int end = i + width; i < end; i++) output.Append(replacement[i], starts[aligned], ends[aligned]);
        }
    }
}
