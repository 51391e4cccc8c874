using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>How names, shapes and foreign text are written in messages about checkpoints.</summary>
internal static class Messages
{
    private const int LongestQuote = 120;
    private const int LongestName = 300;
    private const int LongestLine = 2000;

    /// <summary>Text from a file, in quotes: shortened, and without characters that could act on a terminal.</summary>
    public static string Quote(string text) => $"\"{Plain(text, LongestQuote)}\"";

    /// <summary>A name from a file: shortened, in one line, and without characters that could act on a terminal.</summary>
    public static string Name(string name) => Plain(name, LongestName);

    /// <summary>A message without characters of a file that could act on a terminal, and not longer than anybody reads.</summary>
    /// <param name="message">The message; its line ends stay.</param>
    public static string Clean(string message) => string.Join('\n', message.Split('\n').Select(line => Plain(line, LongestLine)));

    /// <summary>The way to a value in JSON: <c>"name" › "key"</c>.</summary>
    public static string Keys(ReadOnlySpan<string> path)
    {
        StringBuilder text = new();
        foreach (string key in path)
            text.Append(text.Length > 0 ? " › " : "").Append(Quote(key));
        return text.ToString();
    }

    /// <summary>True where every character can be shown as it is.</summary>
    public static bool IsPlain(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (!IsPlain(rune))
                return false;
        }

        return true;
    }

    /// <summary>A shape as it is written in Python: <c>[128, 512]</c>.</summary>
    public static string Shape(ReadOnlySpan<long> shape)
    {
        StringBuilder text = new("[");
        foreach (long dimension in shape)
            text.Append(text.Length > 1 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{dimension}");
        return text.Append(']').ToString();
    }

    /// <summary>The last part of a path, or all of it where it has no parts.</summary>
    public static string FileName(string path)
    {
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        return name.Length > 0 ? name : path;
    }

    private static string Plain(string text, int longest)
    {
        if (text.Length <= longest && IsPlain(text))
            return text;
        StringBuilder plain = new();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (plain.Length >= longest)
                return plain.Append('…').ToString();
            if (IsPlain(rune))
                plain.Append(rune);
            else
                plain.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
        }

        return plain.ToString();
    }

    // Format characters are what turns the direction of text around.
    private static bool IsPlain(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
