using System.Globalization;
using System.Text;

namespace LrpGen.Samples;

/// <summary>Makes a message fit for the terminal: one line, and nothing in it that the terminal would obey.</summary>
/// <remarks>Messages quote what the user or a file said, which may hold escape sequences or turn the line's direction.</remarks>
internal static class Message
{
    private const int LongestQuote = 60;

    /// <summary>One line; the lines of a list are counted and the first one is shown.</summary>
    public static string OneLine(string message)
    {
        string[] lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string line = lines.Length switch
        {
            0 => "",
            1 => lines[0],
            2 => $"{lines[0]}: {lines[1]}",
            _ => string.Create(CultureInfo.InvariantCulture, $"{lines[0]}: {lines[1]} (and {lines.Length - 2} more)"),
        };
        return Visible(line);
    }

    /// <summary>What the user gave, in quotes and not too long.</summary>
    public static string Quote(string text)
    {
        string visible = Visible(text);
        return visible.Length <= LongestQuote ? $"'{visible}'" : $"'{visible[..LongestQuote]}…'";
    }

    private static string Visible(string text)
    {
        StringBuilder result = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            bool invisible = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            if (invisible) result.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            else result.Append(rune.ToString());
        }

        return result.ToString();
    }
}
