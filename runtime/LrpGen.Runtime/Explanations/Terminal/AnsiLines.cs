using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>Breaks styled pieces into lines of a terminal.</summary>
internal sealed class AnsiLines(StringBuilder output, int width)
{
    private int _column;
    private bool _blank;

    /// <summary>Writes blanks between words: one column, or the lines that the source has.</summary>
    public void Space(string text)
    {
        int lines = text.Count(c => c == '\n');
        if (lines > 0) Break(Math.Min(lines, 2));
        else _blank = _column > 0;
    }

    /// <summary>Writes a piece that stays together if a line can hold it.</summary>
    /// <param name="text">The text, on one line.</param>
    /// <param name="style">The escape sequence before it, or nothing.</param>
    public void Piece(string text, string style)
    {
        int needed = TerminalWidth.Of(text);
        if (_column > 0 && _column + (_blank ? 1 : 0) + needed > width) Break(1);
        if (_blank)
        {
            output.Append(' ');
            _column++;
            _blank = false;
        }

        output.Append(style);
        if (needed <= width)
        {
            output.Append(text);
            _column += needed;
        }
        else BreakInside(text, style);
        if (style.Length > 0) output.Append(AnsiColorCodes.Reset);
    }

    /// <summary>Ends the last line.</summary>
    public void End()
    {
        if (_column > 0) Break(1);
    }

    private void Break(int lines)
    {
        output.Append('\n', lines);
        (_column, _blank) = (0, false);
    }

    /// <summary>Longer than a line: broken between grapheme clusters, and the colour is set again on every line.</summary>
    private void BreakInside(string text, string style)
    {
        for (int i = 0; i < text.Length;)
        {
            int length = StringInfo.GetNextTextElementLength(text, i);
            int columns = TerminalWidth.OfCluster(text.AsSpan(i, length));
            if (_column > 0 && _column + columns > width)
            {
                if (style.Length > 0) output.Append(AnsiColorCodes.Reset);
                Break(1);
                output.Append(style);
            }

            output.Append(text, i, length);
            _column += columns;
            i += length;
        }
    }
}
