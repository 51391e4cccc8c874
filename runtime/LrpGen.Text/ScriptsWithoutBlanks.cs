using System.Globalization;
using System.Text;

namespace LrpGen.Text;

/// <summary>The scripts whose words are not separated by blanks (Unicode Scripts.txt, by blocks).</summary>
internal static class ScriptsWithoutBlanks
{
    /// <summary>The last UTF-16 unit before all of these scripts; the beginning of Thai is the first.</summary>
    internal const char LastBefore = '\u0DFF';

    // First and last code point, in order.
    private static readonly (int First, int Last)[] Blocks =
    [
        (0x0E00, 0x0E3E), (0x0E40, 0x0E7F), // Thai, but for the currency sign
        (0x0E80, 0x0EFF), // Lao
        (0x1000, 0x109F), // Myanmar
        (0x1780, 0x17FF), // Khmer
        (0x1950, 0x19DF), // Tai Le, New Tai Lue
        (0x1A20, 0x1AAF), // Tai Tham
        (0x1B00, 0x1B7F), // Balinese
        (0x2E80, 0x2FDF), // radicals
        (0x3005, 0x3007), (0x3021, 0x3029), (0x3038, 0x303B), // signs of Han
        (0x3041, 0x312F), // Hiragana, Katakana, Bopomofo
        (0x31A0, 0x31BF), (0x31F0, 0x31FF), // extensions of Bopomofo and Katakana
        (0x3400, 0x4DBF), (0x4E00, 0x9FFF), // Han
        (0xA980, 0xA9FF), // Javanese, Myanmar
        (0xAA60, 0xAADF), // Myanmar, Tai Viet
        (0xF900, 0xFAFF), // compatibility forms of Han
        (0xFF66, 0xFF9F), // half-width Katakana
        (0x1B000, 0x1B16F), // old kana
        (0x20000, 0x3FFFD), // Han
    ];

    /// <summary>True for a character of one of these scripts.</summary>
    internal static bool Contains(Rune rune)
    {
        foreach ((int first, int last) in Blocks)
        {
            if (rune.Value <= last) return rune.Value >= first;
        }

        return false;
    }

    /// <summary>True for Katakana, whose runs are words (UAX #29, rule WB13).</summary>
    internal static bool IsKatakana(Rune rune) => rune.Value is (>= 0x30A1 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0xFF66 and <= 0xFF9F);

    /// <summary>
    /// True for what cannot begin a word: signs that prolong or repeat what stands before them, Thai and Lao vowels behind their
    /// consonant, and spacing marks, which UAX #29 does not count to the cluster in Myanmar.
    /// </summary>
    internal static bool ContinuesWord(Rune rune) =>
        rune.Value is 0x3005 or 0x303B or 0x309D or 0x309E or (>= 0x30FC and <= 0x30FE) or 0xFF70
            or 0x0E2F or 0x0E30 or 0x0E32 or 0x0E33 or 0x0E45 or 0x0E46
            or 0x0EAF or 0x0EB0 or 0x0EB2 or 0x0EB3 or 0x0EBD or 0x0EC6
        || (rune.Value > LastBefore && Rune.GetUnicodeCategory(rune) == UnicodeCategory.SpacingCombiningMark);

    /// <summary>
    /// True for a cluster that makes one syllable with the next: a vowel written before its consonant (Thai, Lao), or a
    /// consonant with the sign that stacks the next one (Khmer, Myanmar, Tai Tham, Balinese, Javanese).
    /// </summary>
    internal static bool JoinsNext(char first, char last) =>
        first is (>= '\u0E40' and <= '\u0E44') or (>= '\u0EC0' and <= '\u0EC4') || last is '\u17D2' or '\u1039' or '\u1A60' or '\u1B44' or '\uA9C0';
}
