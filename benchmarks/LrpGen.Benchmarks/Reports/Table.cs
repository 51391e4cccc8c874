using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using LrpGen.Benchmarks.Measuring;

namespace LrpGen.Benchmarks.Reports;

/// <summary>A table of results, as Markdown that is readable in a terminal as well.</summary>
/// <param name="Title">What the table shows.</param>
/// <param name="Remark">What a reader has to know of it: units, what was compared.</param>
/// <param name="Headers">The columns; the first one is text, the others are figures.</param>
internal sealed record Table(string Title, string Remark, params ImmutableArray<string> Headers)
{
    private readonly List<string[]> rows = [];

    /// <summary>Appends a row: a text or a number a column.</summary>
    public void Add(params ReadOnlySpan<string> cells)
    {
        rows.Add(cells.ToArray());
        Report.Progress("  " + string.Join(" | ", rows[^1]));
    }

    /// <summary>A number with as many decimals as mean something.</summary>
    public static string Number(double value) => value.ToString(
        value switch { >= 100 => "F0", >= 10 => "F1", >= 1 => "F2", _ => "F3" }, CultureInfo.InvariantCulture);

    /// <summary>A count.</summary>
    public static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>A ratio.</summary>
    public static string Ratio(double value) => value.ToString("F2", CultureInfo.InvariantCulture);

    /// <summary>Milliseconds: median, and minimum in brackets.</summary>
    public static string Time(Timing timing) => $"{Number(timing.Median)} ({Number(timing.Minimum)})";

    /// <summary>A ratio of medians, and that of minima in brackets.</summary>
    public static string Ratio(Timing a, Timing b) => $"{Ratio(a.Median / b.Median)} ({Ratio(a.Minimum / b.Minimum)})";

    /// <summary>A share in percent.</summary>
    public static string Percent(double value) => (value * 100).ToString("F0", CultureInfo.InvariantCulture) + " %";

    /// <summary>The title, the remark and the table.</summary>
    public string ToMarkdown()
    {
        int[] widths = [.. Headers.Select((h, c) => rows.Select(r => r[c].Length).Append(Math.Max(h.Length, 3)).Max())];
        StringBuilder text = new();
        text.Append("## ").Append(Title).Append("\n\n").Append(Remark).Append("\n\n");
        Line(text, [.. Headers], widths);
        text.Append('|').AppendJoin('|', widths.Select((w, c) => c == 0 ? new string('-', w + 2) : new string('-', w + 1) + ":")).Append("|\n");
        foreach (string[] row in rows)
        {
            Line(text, row, widths);
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, string[] cells, int[] widths)
        => text.Append("| ").AppendJoin(" | ", cells.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).Append(" |\n");
}
