using System.Text;

namespace LrpGen.Runtime;

/// <summary>Escapes text for CommonMark and GitHub's tables.</summary>
internal static class MarkdownText
{
    /// <summary>A name in bold: blanks at its ends would leave the asterisks as they are.</summary>
    public static string Strong(string name)
    {
        string text = Escape(name).Trim();
        return text.Length == 0 ? "(no name)" : $"**{text}**";
    }

    /// <summary>
    /// One line of plain text: every ASCII punctuation mark that Markdown or HTML could read gets a backslash
    /// (CommonMark 0.31, 2.4) or is an entity.
    /// </summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (char c in VisibleText.OneLine(text))
        {
            switch (c)
            {
                case '<': result.Append("&lt;"); break;
                case '>': result.Append("&gt;"); break;
                case '&': result.Append("&amp;"); break;

                // A backslash before these does not stop GitHub from linking names, issues and addresses: a comment does.
                case '@' or '#': result.Append('\\').Append(c).Append("<!-- -->"); break;
                case ':' or '.': result.Append('\\').Append(c); break;
                case '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '(' or ')' or '+' or '-' or '!' or '|' or '~' or '=' or '$' or '^' or '"' or '\'':
                    result.Append('\\').Append(c);
                    break;
                default: result.Append(c); break;
            }
        }

        return result.ToString();
    }
}
