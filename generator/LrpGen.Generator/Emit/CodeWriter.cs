using System.Text;

namespace LrpGen.Generator.Emit;

/// <summary>Writes indented C#: \n line ends, four blanks a level.</summary>
internal sealed class CodeWriter
{
    private readonly StringBuilder text = new();
    private int level;

    /// <summary>A line; none of its characters are changed.</summary>
    public void Line(string line = "")
    {
        if (line.Length > 0)
        {
            text.Append(' ', 4 * level).Append(line);
        }

        text.Append('\n');
    }

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
