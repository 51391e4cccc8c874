using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>
/// Makes what must not act visible instead: control characters, bidirectional overrides and broken surrogates of a
/// source text that an attacker may have written.
/// </summary>
/// <remarks>
/// What scripts need for their shape stays: joiners, variation selectors, LRM, RLM, ALM. Embeddings, overrides and
/// isolates are shown as their code, because they reorder what stands after them, figures and words of the view included.
/// </remarks>
internal static class VisibleText
{
    /// <summary>Line ends become <c>\n</c>, tabs stay, everything else that acts becomes a visible sign.</summary>
    public static string Of(ReadOnlySpan<char> text)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\r')
            {
                if (i + 1 >= text.Length || text[i + 1] != '\n') result.Append('\n');
            }
            else if (c is '\n' or '\t') result.Append(c);
            else if (c is '\u2028' or '\u2029' or '\u0085') result.Append('\n');
            else if (c < ' ') result.Append((char)(0x2400 + c));
            else if (c == '\u007f') result.Append('\u2421');
            else if (Acts(c)) result.Append(CultureInfo.InvariantCulture, $"⟦U+{(int)c:X4}⟧");
            else if (!char.IsSurrogate(c)) result.Append(c);
            else if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                result.Append(c).Append(text[++i]);
            }
            else result.Append('\ufffd');
        }

        return result.ToString();
    }

    /// <summary>The same on one line: every run of white space becomes one blank.</summary>
    public static string OneLine(ReadOnlySpan<char> text)
    {
        string visible = Of(text);
        var result = new StringBuilder(visible.Length);
        foreach (char c in visible)
        {
            if (!char.IsWhiteSpace(c)) result.Append(c);
            else if (result.Length > 0 && result[^1] != ' ') result.Append(' ');
        }

        return result.ToString();
    }

    /// <summary>C1 controls, bidirectional embeddings, overrides and isolates, old format controls, annotations, the byte order mark, non-characters.</summary>
    private static bool Acts(char c) => c is
        (>= '\u0080' and <= '\u009f') or
        (>= '\u202a' and <= '\u202e') or
        (>= '\u2066' and <= '\u206f') or
        (>= '\ufff9' and <= '\ufffb') or
        '\ufeff' or '\ufffe' or '\uffff' or
        (>= '\ufdd0' and <= '\ufdef');
}
