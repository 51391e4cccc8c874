namespace LrpGen.Generator.Emit;

/// <summary>A table in a comment, columns aligned.</summary>
internal static class Table
{
    public static void Write(CodeWriter code, string prefix, IReadOnlyList<string[]> rows)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(c => rows.Max(r => r[c].Length))];
        foreach (string[] row in rows)
        {
            code.Line((prefix + string.Concat(row.Select((cell, c) => cell.PadRight(widths[c] + 2)))).TrimEnd());
        }
    }
}
