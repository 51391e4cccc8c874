using System.Collections.Immutable;
using System.Globalization;

namespace BreastCancer;

/// <summary>A CSV table of patients, its columns in the model's order.</summary>
internal sealed class PatientTable
{
    private readonly string source;

    private PatientTable(string source, ImmutableArray<float[]> rows) => (this.source, Rows) = (source, rows);

    /// <summary>The features of every patient.</summary>
    public ImmutableArray<float[]> Rows { get; }

    /// <summary>Reads a file, or standard input where there is none.</summary>
    /// <param name="path">The file.</param>
    /// <param name="features">The columns that the model reads.</param>
    /// <exception cref="Failure">It cannot be read, lacks a column, or a value is no number; the message says where.</exception>
    public static PatientTable Load(string? path, ImmutableArray<string> features)
    {
        string source = path is null ? "standard input" : Message.Quote(Path.GetFileName(path));
        try
        {
            using Stream file = path is null ? Console.OpenStandardInput() : File.OpenRead(path);
            using IEnumerator<string> lines = Utf8Lines.Read(file, source).GetEnumerator();
            return new PatientTable(source, [.. Read(new CsvReader(lines, source), features)]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure.Runtime(exception.Message, exception);
        }
    }

    /// <summary>The index of a patient.</summary>
    /// <param name="number">Counted from 1.</param>
    /// <exception cref="Failure">There is no such patient.</exception>
    public int Index(int number) => number <= Rows.Length
        ? number - 1
        : throw Failure.Usage(string.Create(CultureInfo.InvariantCulture, $"--patient {number}: {source} holds {Rows.Length} {(Rows.Length == 1 ? "patient" : "patients")}."));

    private static IEnumerable<float[]> Read(CsvReader csv, ImmutableArray<string> features)
    {
        CsvRow header = csv.Next() ?? throw csv.Failure(1, "found nothing; needed a line with the names of the columns.");
        int[] places = Places(csv, header, features);
        int count = 0;
        while (csv.Next() is { } row)
        {
            if (row.Fields.Length != header.Fields.Length)
            {
                throw csv.Failure(row.Line, string.Create(CultureInfo.InvariantCulture, $"found {row.Fields.Length} columns; the first line names {header.Fields.Length}."));
            }

            var values = new float[features.Length];
            for (int i = 0; i < values.Length; i++) values[i] = Number(csv, row, places[i], features[i]);
            count++;
            yield return values;
        }

        if (count == 0) throw csv.Failure(header.Line, "found no patient below the names of the columns.");
    }

    private static int[] Places(CsvReader csv, CsvRow header, ImmutableArray<string> features)
    {
        char separator = header.Fields.Length > 1 ? ',' : header.Fields[0].FirstOrDefault(c => c is ';' or '\t' or '|', ',');
        if (separator != ',')
        {
            string name = separator == '\t' ? "tabs" : $"'{separator}'";
            throw csv.Failure(header.Line, $"the columns are separated by {name}; needed commas, and numbers with a point: 'CSV UTF-8 (comma delimited)' of a spreadsheet.");
        }

        string[] names = [.. header.Fields.Select(Plain)];
        int[] places = [.. features.Select(feature => Array.IndexOf(names, Plain(feature)))];
        string[] missing = [.. features.Where((_, i) => places[i] < 0)];
        if (missing.Length > 0)
        {
            string others = missing.Length > 5 ? string.Create(CultureInfo.InvariantCulture, $" and {missing.Length - 5} more") : "";
            throw csv.Failure(header.Line, $"found no column for {string.Join(", ", missing.Take(5).Select(name => $"'{name}'"))}{others}.");
        }

        foreach (string feature in features)
        {
            int first = Array.IndexOf(names, Plain(feature)), last = Array.LastIndexOf(names, Plain(feature));
            if (first != last) throw csv.Failure(header.Line, string.Create(CultureInfo.InvariantCulture, $"columns {first + 1} and {last + 1} are both '{feature}'."));
        }

        return places;
    }

    private static float Number(CsvReader csv, CsvRow row, int column, string feature)
    {
        string text = row.Fields[column].Trim();
        return float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value) && float.IsFinite(value)
            ? value
            : throw csv.Failure(row.Line, string.Create(CultureInfo.InvariantCulture, $"column {column + 1} ('{feature}'): found {(text.Length == 0 ? "nothing" : Message.Quote(text))}; needed a number as in 17.99."));
    }

    // "mean_radius", "Mean radius" and "mean radius" are the same.
    private static string Plain(string name) => name.Trim().Replace('_', ' ').ToLowerInvariant();
}
