using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace BreastCancer;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">The line that it begins in, from 1.</param>
/// <param name="Fields">Its fields, unquoted.</param>
internal sealed record CsvRow(int Line, ImmutableArray<string> Fields);

/// <summary>Reads CSV as RFC 4180 has it: fields may be quoted, and then hold commas, quotes (doubled) and line ends.</summary>
/// <param name="lines">The lines of the text.</param>
/// <param name="source">Its name for messages.</param>
internal sealed class CsvReader(IEnumerator<string> lines, string source)
{
    private int line;

    /// <summary>The next record; empty lines are passed over. Null at the end.</summary>
    /// <exception cref="LrpGen.Samples.Failure">A quote is not closed, or something follows a closed one.</exception>
    public CsvRow? Next()
    {
        while (lines.MoveNext())
        {
            string text = lines.Current;
            int first = ++line;
            if (text.Length > 0) return new CsvRow(first, Fields(text, first));
        }

        return null;
    }

    /// <summary>Something is wrong in a line.</summary>
    public Failure Failure(int at, string message) => LrpGen.Samples.Failure.Runtime(string.Create(CultureInfo.InvariantCulture, $"{source}, line {at}: {message}"));

    private ImmutableArray<string> Fields(string text, int first)
    {
        var fields = ImmutableArray.CreateBuilder<string>();
        int at = 0;
        while (true)
        {
            if (at < text.Length && text[at] == '"') fields.Add(Quoted(ref text, ref at, first));
            else
            {
                int end = text.IndexOf(',', at);
                fields.Add(end < 0 ? text[at..] : text[at..end]);
                at = end < 0 ? text.Length : end;
            }

            if (at == text.Length) return fields.ToImmutable();
            if (text[at] != ',') throw Failure(line, string.Create(CultureInfo.InvariantCulture, $"column {fields.Count}: found {Message.Quote(text[at..])} behind the closing quote."));
            at++;
        }
    }

    // A quoted field may go on in the next line.
    private string Quoted(ref string text, ref int at, int first)
    {
        StringBuilder field = new();
        at++;
        while (true)
        {
            int quote = text.IndexOf('"', at);
            if (quote < 0)
            {
                field.Append(text, at, text.Length - at).Append('\n');
                text = lines.MoveNext() ? lines.Current : throw Failure(first, "a quote is not closed.");
                line++;
                at = 0;
                continue;
            }

            field.Append(text, at, quote - at);
            at = quote + 1;
            if (at == text.Length || text[at] != '"') return field.ToString();
            field.Append('"');
            at++;
        }
    }
}
