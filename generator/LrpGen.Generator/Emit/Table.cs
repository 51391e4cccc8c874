using LrpGen.Generator.Names;

namespace LrpGen.Generator.Emit;

/// <summary>A table in a comment, columns aligned.</summary>
internal static class Table
{
    // A name of any length stands in every row, filled up with blanks.
    private const int LongestCell = 200;

    public static void Write(CodeWriter code, string prefix, IReadOnlyList<string[]> rows)
    {
        rows = [.. rows.Select(r => r.Select(cell => CSharpText.Visible(cell, LongestCell)).ToArray())];
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        foreach (string[] row in rows)
        {
            code.Line((prefix + string.Concat(row.Select((cell, c) => cell.PadRight(widths[c] + 2)))).TrimEnd());
        }
    }
}
