using System.Text;

namespace LrpGen.Runtime;

/// <summary>Bars of a terminal: full blocks for, shaded blocks against, so that the sign is seen without colour.</summary>
internal static class AnsiBar
{
    /// <summary>From the middle to the right for what is positive, to the left for what is negative.</summary>
    /// <param name="output">The text so far.</param>
    /// <param name="share">The share of a full bar, −1 to 1.</param>
    /// <param name="half">Columns of a full bar.</param>
    /// <param name="codes">The colours.</param>
    /// <param name="unicode">False for ASCII.</param>
    public static void WriteSigned(StringBuilder output, double share, int half, AnsiColorCodes codes, bool unicode)
    {
        int columns = double.IsFinite(share) ? (int)Math.Round(Math.Min(1, Math.Abs(share)) * half) : 0;
        bool negative = share < 0;
        char block = unicode ? (negative ? '░' : '█') : (negative ? '-' : '#');
        output.Append(' ', negative ? half - columns : half);
        if (!negative) output.Append(unicode ? '│' : '|');
        if (columns > 0)
        {
            output.Append(negative ? codes.NegativeInk : codes.PositiveInk).Append(block, columns);
            if (codes.Enabled) output.Append(AnsiColorCodes.Reset);
        }

        if (negative) output.Append(unicode ? '│' : '|');
    }
}
