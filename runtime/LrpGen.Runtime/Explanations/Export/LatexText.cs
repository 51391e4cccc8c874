using System.Text;

namespace LrpGen.Runtime;

/// <summary>Escapes text for LaTeX's paragraph mode.</summary>
internal static class LatexText
{
    /// <summary>One line of plain text: no character keeps a meaning, no two of them join into a ligature.</summary>
    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        char last = '\0';
        foreach (char c in VisibleText.OneLine(text))
        {
            // -- becomes a dash, '' and ,, quotation marks unless something stands between.
            if (c == last && c is '-' or '\'' or ',') result.Append("{}");
            result.Append(c switch
            {
                '\\' => @"\textbackslash{}",
                '{' => @"\{",
                '}' => @"\}",
                '$' => @"\$",
                '&' => @"\&",
                '#' => @"\#",
                '%' => @"\%",
                '_' => @"\_",
                '~' => @"\textasciitilde{}",
                '^' => @"\textasciicircum{}",
                '<' => @"\textless{}",
                '>' => @"\textgreater{}",
                '|' => @"\textbar{}",
                '`' => @"\textasciigrave{}",
                '"' => @"\char34{}",

                // Closes no optional argument by accident.
                '[' => "{[}",
                ']' => "{]}",
                _ => c.ToString(),
            });
            last = c;
        }

        return result.ToString();
    }
}
