using System.CommandLine;
using System.Globalization;

namespace BreastCancer;

/// <summary>The options, and how they become <see cref="Settings"/>.</summary>
internal sealed class CommandLine
{
    private const string Summary = "Tells malignant from benign by measurements of cell nuclei, and ranks the measurements by what they did to the answer.";

    private const string Examples = """
        Examples:
          BreastCancer                                     ranks the features over the 114 test patients
          BreastCancer patients.csv                        ranks them over patients of your own
          BreastCancer --patient 3                         a signed bar a feature for one patient
          BreastCancer --patient 3 --target malignant:benign
          BreastCancer --html why.html                     the ranking as a page
          BreastCancer --patient 3 --target all --html why.html
          BreastCancer --csv > ranking.csv                 the ranking as a table
          BreastCancer patients.csv --json > why.jsonl     one explanation a line
          cat patients.csv | BreastCancer -                patients from standard input

        The table is CSV: a line with the names of the columns, then a line a patient. All columns of the model are needed
        in their original units, in any order; blanks and underscores in names are the same. Other columns are passed over.

        Exit codes:
          0  done, or whoever read the output had enough
          1  a file, the model or the output failed
          2  the command line makes no sense

        The model is a demonstration and not a medical device.
        """;

    private readonly Argument<string[]> files = new("table")
    {
        Description = "A CSV file of patients; - reads standard input. Without one, the test patients beside the model are.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> patient = new("--patient", "-p")
    {
        Description = "Explain one patient, counted from 1, instead of ranking the features over all.",
        HelpName = "n",
    };

    private readonly Option<string?> html = new("--html")
    {
        Description = "Write a page of HTML (one file, no script, no network) instead of showing bars here.",
        HelpName = "file",
    };

    private readonly Option<bool> csv = new("--csv")
    {
        Description = "Write the ranking, or the patient's features, as CSV.",
    };

    private readonly Option<string> top = SampleCommand.Number("--top", "Features that are shown; those of one patient are summed beyond.", 15);

    private readonly ArrayArguments arrays = new(BreastCancerMlp.Model, "breast-cancer-mlp");

    /// <summary>Reads the command line, and runs the program unless help or the version is wanted.</summary>
    /// <exception cref="Failure">The command line makes no sense.</exception>
    public int Run(string[] arguments, Func<Settings, int> program)
        => new SampleCommand(Summary, Examples, files, "A file whose name begins with a hyphen needs -- before it.", [patient, .. arrays.First, html, csv, top, .. arrays.Last])
            .Run(arguments, result => program(Read(result)));

    private Settings Read(ParseResult result)
    {
        string[] given = result.GetValue(files) ?? [];
        if (given.Length > 1) throw Failure.Usage("found more than one table; needed one.");
        string? file = given.FirstOrDefault();
        ArraySettings settings = arrays.Read(result);
        if (result.GetValue(csv) && settings.Json) throw Failure.Usage("found both --csv and --json; needed one of them.");
        if (result.GetValue(csv) && settings.Target is null) throw Failure.Usage("--csv: needed one target, not 'all'.");
        return new Settings
        {
            File = file is "-" ? null : file ?? Path.Combine(arrays.Folder(result), "eval.csv"),
            Patient = result.GetValue(patient) is { } number ? Number(number) : null,
            Arrays = settings,
            Html = SampleCommand.FileName(result, html),
            Csv = result.GetValue(csv),
            Top = SampleCommand.Number(result, top, 0),
        };
    }

    private static int Number(string text)
        => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0
            ? number
            : throw Failure.Usage($"--patient {Message.Quote(text)}: needed a whole number from 1.");
}
