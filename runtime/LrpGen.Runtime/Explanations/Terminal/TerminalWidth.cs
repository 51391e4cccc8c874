using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>How many columns a text takes in a terminal.</summary>
/// <remarks>
/// East Asian wide and full-width characters (Unicode 16, UAX #11) and emoji take two, non-spacing marks and format
/// characters none. Spacing vowel signs (Devanagari ा) take one, as in VTE and xterm; terminals that draw by cluster may
/// use less, so a line never runs over.
/// </remarks>
internal static class TerminalWidth
{
    private const int Joiner = 0x200d, EmojiStyle = 0xfe0f;

    // First and last code point of each wide range, ascending.
    private static readonly int[] Wide =
    [
        0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
        0x2614, 0x2615, 0x2630, 0x2637, 0x2648, 0x2653, 0x267f, 0x267f, 0x268a, 0x268f, 0x2693, 0x2693, 0x26a1, 0x26a1,
        0x26aa, 0x26ab, 0x26bd, 0x26be, 0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3,
        0x26f5, 0x26f5, 0x26fa, 0x26fa, 0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c,
        0x274e, 0x274e, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c,
        0x2b50, 0x2b50, 0x2b55, 0x2b55, 0x2e80, 0x303e, 0x3041, 0x4dbf, 0x4e00, 0xa4cf, 0xa960, 0xa97c, 0xac00, 0xd7a3,
        0xf900, 0xfaff, 0xfe10, 0xfe19, 0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x18cff, 0x1aff0, 0x1b2fb,
        0x1d300, 0x1d356, 0x1d360, 0x1d376, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191, 0x1f19a,
        0x1f200, 0x1f320, 0x1f32d, 0x1f335, 0x1f337, 0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca, 0x1f3cf, 0x1f3d3,
        0x1f3e0, 0x1f3f0, 0x1f3f4, 0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440, 0x1f442, 0x1f4fc, 0x1f4ff, 0x1f53d,
        0x1f54b, 0x1f54e, 0x1f550, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4, 0x1f5a4, 0x1f5fb, 0x1f64f,
        0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6d7, 0x1f6dc, 0x1f6df, 0x1f6eb, 0x1f6ec,
        0x1f6f4, 0x1f6fc, 0x1f7e0, 0x1f7eb, 0x1f7f0, 0x1f7f0, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947, 0x1f9ff,
        0x1fa70, 0x1faff, 0x20000, 0x2fffd, 0x30000, 0x3fffd,
    ];

    /// <summary>The columns of a text without line ends.</summary>
    public static int Of(ReadOnlySpan<char> text)
    {
        int width = 0;
        while (!text.IsEmpty)
        {
            int length = StringInfo.GetNextTextElementLength(text);
            width += OfCluster(text[..length]);
            text = text[length..];
        }

        return width;
    }

    /// <summary>The columns of one grapheme cluster.</summary>
    public static int OfCluster(ReadOnlySpan<char> cluster)
    {
        int width = 0, runes = 0;
        bool emoji = false;
        foreach (Rune rune in cluster.EnumerateRunes())
        {
            runes++;
            width += Of(rune);

            // Joined families, flags, skin tones and text characters with emoji style are one picture.
            emoji |= rune.Value is Joiner or EmojiStyle or (>= 0x1f1e6 and <= 0x1f1ff) or (>= 0x1f3fb and <= 0x1f3ff);
        }

        // A joiner between letters (Indic, Arabic) makes no picture: those are never wide.
        return emoji && runes > 1 && StartsWithSymbol(cluster) ? 2 : width;
    }

    private static int Of(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format or UnicodeCategory.Control) return rune.Value == 0xad ? 1 : 0;

        // Vowels and final consonants of Hangul syllables written in parts.
        if (rune.Value is >= 0x1160 and <= 0x11ff) return 0;
        return IsWide(rune.Value) ? 2 : 1;
    }

    private static bool StartsWithSymbol(ReadOnlySpan<char> cluster)
    {
        Rune.DecodeFromUtf16(cluster, out Rune first, out _);
        return !Rune.IsLetter(first) && !char.IsWhiteSpace(cluster[0]);
    }

    private static bool IsWide(int value)
    {
        int at = Array.BinarySearch(Wide, value);

        // Between two entries: the range that holds the value starts at an even index.
        return at >= 0 || (~at & 1) == 1;
    }
}
