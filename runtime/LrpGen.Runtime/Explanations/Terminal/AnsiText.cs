using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>Texts of known width in a terminal.</summary>
internal static class AnsiText
{
    /// <summary>The text, cut off between two grapheme clusters where it needs more columns.</summary>
    public static string Shorten(string text, int columns, bool unicode)
    {
        if (TerminalWidth.Of(text) <= columns) return text;
        string dots = unicode ? "…" : "...";
        int used = dots.Length, end = 0;
        while (end < text.Length)
        {
            int length = StringInfo.GetNextTextElementLength(text, end);
            used += TerminalWidth.OfCluster(text.AsSpan(end, length));
            if (used > columns) break;
            end += length;
        }

        return text[..end] + dots;
    }

    /// <summary>The text in exactly so many columns.</summary>
    public static string Fit(string text, int columns, bool unicode)
    {
        string shown = Shorten(text, columns, unicode);
        return shown + new string(' ', Math.Max(0, columns - TerminalWidth.Of(shown)));
    }
}
