using System.Globalization;
using System.Text;

namespace LrpGen.Generator.Names;

/// <summary>
/// Text of files as C#, as comments and in messages. Nothing from a file is written in another way: what could end a line,
/// hide text or turn its direction is spelled out, in C#'s own notation.
/// </summary>
internal static class CSharpText
{
    /// <summary>A string literal.</summary>
    public static string Literal(string text)
    {
        StringBuilder literal = new("\"");
        Append(literal, text, escapesQuotes: true);
        return literal.Append('"').ToString();
    }

    /// <summary>Text in a <c>//</c> comment or a message: one line, in which every character shows.</summary>
    public static string Visible(string text)
    {
        StringBuilder visible = new();
        Append(visible, text, escapesQuotes: false);
        return visible.ToString();
    }

    /// <summary>As <see cref="Visible(string)"/>, and not longer than that.</summary>
    public static string Visible(string text, int most)
    {
        string visible = Visible(text);
        if (visible.Length <= most)
            return visible;
        int end = most - 1;
        return visible.Substring(0, char.IsHighSurrogate(visible[end - 1]) ? end - 1 : end) + "…";
    }

    /// <summary>Text in a documentation comment.</summary>
    public static string Xml(string text) => Visible(text).Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static void Append(StringBuilder result, string text, bool escapesQuotes)
    {
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            bool isPair = char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]);
            if (isPair && IsVisible(char.ConvertToUtf32(c, text[i + 1])))
            {
                result.Append(c).Append(text[++i]);
            }
            else if (escapesQuotes && (c is '"' or '\\'))
            {
                result.Append('\\').Append(c);
            }
            else if (!char.IsSurrogate(c) && IsVisible(c))
            {
                result.Append(c);
            }
            else
            {
                result.Append(c switch
                {
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    _ => "\\u" + ((int)c).ToString("X4", CultureInfo.InvariantCulture),
                });
            }
        }
    }

    // Ranges, not categories: the tables of categories differ between the machines that a generator runs on. Both joiners are
    // visible, in how letters and emoji join; other characters of format are not.
    private static bool IsVisible(int c) => c switch
    {
        < 0x20 or (>= 0x7F and <= 0x9F) or 0xAD => false,
        (>= 0x600 and <= 0x605) or 0x61C or 0x6DD or 0x70F or 0x180E => false,
        0x200B or 0x200E or 0x200F or (>= 0x2028 and <= 0x202E) or (>= 0x2060 and <= 0x206F) => false,
        0xFEFF or (>= 0xFDD0 and <= 0xFDEF) or (>= 0xFFF0 and <= 0xFFFB) => false,
        (>= 0x1D173 and <= 0x1D17A) or (>= 0xE0000 and <= 0xE0FFF) => false,
        _ => (c & 0xFFFE) != 0xFFFE,
    };
}
