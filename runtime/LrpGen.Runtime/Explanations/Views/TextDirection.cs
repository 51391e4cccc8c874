using System.Text;

namespace LrpGen.Runtime;

/// <summary>Which way a text runs: that of its first letter (UAX #9, rules P2 and P3).</summary>
internal static class TextDirection
{
    private const char RightToLeftMark = '\u200f', ArabicLetterMark = '\u061c', LeftToRightMark = '\u200e';

    /// <summary>True if the first letter is of a script from right to left.</summary>
    public static bool IsRightToLeft(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune.Value is RightToLeftMark or ArabicLetterMark) return true;
            if (rune.Value == LeftToRightMark) return false;
            if (Rune.IsLetter(rune)) return IsRightToLeft(rune);
        }

        return false;
    }

    // Hebrew to Arabic extended, their presentation forms, and the blocks that Unicode keeps for such scripts.
    private static bool IsRightToLeft(Rune letter) => letter.Value is (>= 0x0590 and <= 0x08ff) or (>= 0xfb1d and <= 0xfdff)
        or (>= 0xfe70 and <= 0xfeff) or (>= 0x10800 and <= 0x10fff) or (>= 0x1e800 and <= 0x1efff);
}
