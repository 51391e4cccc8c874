using System.Globalization;
using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>Characters of a text without lone surrogates.</summary>
internal static class Runes
{
    /// <summary>How many units the character at a place has.</summary>
    internal static int Width(ReadOnlySpan<char> text, int at) => char.IsHighSurrogate(text[at]) ? 2 : 1;

    /// <summary>The character at a place.</summary>
    internal static int At(ReadOnlySpan<char> text, int at) =>
        char.IsHighSurrogate(text[at]) ? char.ConvertToUtf32(text[at], text[at + 1]) : text[at];

    /// <summary>Unicode's <c>L</c>.</summary>
    internal static bool IsLetter(int rune) => rune < 0x80 ? char.IsAsciiLetter((char)rune) : CharUnicodeInfo.GetUnicodeCategory(rune) <= UnicodeCategory.OtherLetter;

    /// <summary>Unicode's <c>N</c>.</summary>
    internal static bool IsNumber(int rune) => rune < 0x80 ? char.IsAsciiDigit((char)rune) : CharUnicodeInfo.GetUnicodeCategory(rune)
        is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;

    /// <summary>Unicode's <c>White_Space</c>.</summary>
    internal static bool IsWhiteSpace(int rune) => rune <= char.MaxValue && char.IsWhiteSpace((char)rune);

    /// <summary>Unicode's <c>P</c>, and all of ASCII that is neither letter, digit, blank nor control.</summary>
    internal static bool IsPunctuation(int rune) => rune < 0x80
        ? char.IsAsciiLetterOrDigit((char)rune) is false && rune is > 0x20 and < 0x7F
        : CharUnicodeInfo.GetUnicodeCategory(rune) is >= UnicodeCategory.ConnectorPunctuation and <= UnicodeCategory.OtherPunctuation;

    /// <summary>Adds a character with the range that it came from.</summary>
    internal static void Append(this AlignedText text, int rune, int start, int end)
    {
        if (rune <= char.MaxValue)
        {
            text.Append((char)rune, start, end);
            return;
        }

        Span<char> units = stackalloc char[2];
        new Rune(rune).EncodeToUtf16(units);
        text.Append(units[0], start, end);
        text.Append(units[1], start, end);
    }
}
