using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>Rows of CSV: RFC 4180, lines that end with <c>\n</c>.</summary>
internal sealed class CsvText(bool forSpreadsheet)
{
    private readonly StringBuilder _rows = new();

    public void Row(params ReadOnlySpan<string> cells) => _rows.AppendJoin(',', cells).Append('\n');

    public string Text(string text)
    {
        // What spreadsheets take for a formula (OWASP, CSV injection).
        if (forSpreadsheet && text.Length > 0 && text[0] is ('=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠')) text = "'" + text;
        return text.AsSpan().ContainsAny("\",\n\r") || text != text.Trim()
            ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
            : text;
    }

    public static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Number(float value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public override string ToString() => _rows.ToString();
}
