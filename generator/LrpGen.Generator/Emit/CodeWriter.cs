using System.Text;
using LrpGen.Generator.Names;

namespace LrpGen.Generator.Emit;

/// <summary>Writes indented C#: \n line ends, four blanks a level.</summary>
internal sealed class CodeWriter
{
    // Names of a file may be of any length; a comment is for reading.
    private const int LongestComment = 2000;

    private readonly StringBuilder text = new();
    private int level;

    /// <summary>A line; none of its characters are changed.</summary>
    /// <exception cref="InvalidOperationException">It is more than a line: text of a file that was not written as text.</exception>
    public void Line(string line = "")
    {
        foreach (char c in line)
        {
            if (c is < ' ' or '\u0085' or '\u2028' or '\u2029')
            {
                throw new InvalidOperationException($"The line '{CSharpText.Visible(line, 100)}' holds the character U+{(int)c:X4}.");
            }
        }

        if (line.Length > 0)
        {
            text.Append(' ', 4 * level).Append(line);
        }

        text.Append('\n');
    }

    /// <summary>A comment of one line, whatever its text.</summary>
    public void Comment(string comment) => Line(("// " + CSharpText.Visible(comment, LongestComment)).TrimEnd());

    /// <summary>An opening brace, and one level deeper.</summary>
    public void Open()
    {
        Line("{");
        level++;
    }

    /// <summary>One level back, and the closing brace.</summary>
    public void Close(string after = "")
    {
        level--;
        Line("}" + after);
    }

    /// <summary>Lines one level deeper, without braces.</summary>
    public void Indented(Action write)
    {
        level++;
        write();
        level--;
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}
