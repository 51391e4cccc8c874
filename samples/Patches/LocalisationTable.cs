using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using LrpGen.Runtime;
using Spectre.Console;

namespace Patches;

/// <summary>What a method finds, over all patches with a mass.</summary>
/// <param name="Method">The method's name.</param>
/// <param name="Part">Which part of its relevance was measured.</param>
/// <param name="Summary">The measures.</param>
internal sealed record LocalisationRow(string Method, string Part, LocalisationSummary Summary);

/// <summary>The table of methods, for the terminal or as JSON lines.</summary>
/// <param name="rows">A row a method and part.</param>
/// <param name="accuracy">The share of patches that the model puts right.</param>
internal sealed class LocalisationTable(ImmutableArray<LocalisationRow> rows, double accuracy)
{
    /// <summary>Writes it to standard output.</summary>
    public void Write(ArraySettings settings)
    {
        using Stream output = StandardOutput.Open();
        StandardOutput.TryWrite(() =>
        {
            if (settings.Json) WriteJson(output);
            else output.Write(Encoding.UTF8.GetBytes(Text(StandardOutput.View(settings.Plain))));
        });
    }

    private string Text(AnsiOptions view)
    {
        bool colors = view.Colors != AnsiColors.None;
        StringWriter text = new(CultureInfo.InvariantCulture) { NewLine = "\n" };
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(text),
            Ansi = colors ? AnsiSupport.Yes : AnsiSupport.No,
            ColorSystem = colors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = Math.Max(80, view.Width);
        console.Profile.Capabilities.Unicode = true;
        Table table = new() { Border = TableBorder.Simple };
        foreach (string name in (string[])["method", "measured"]) table.AddColumn(new TableColumn(name).NoWrap());
        foreach (string name in (string[])["mass", "median", "pointing", "rank"]) table.AddColumn(new TableColumn(name).RightAligned().NoWrap());
        foreach (LocalisationRow row in rows)
        {
            table.AddRow([Markup.Escape(row.Method), row.Part, .. Measures(row.Summary).Select((value, i) => Number(value, best: value == rows.Max(other => Measures(other.Summary)[i])))]);
        }

        LocalisationSummary first = rows[0].Summary;
        table.AddRow(["[dim]chance[/]", "", .. Enumerable.Repeat(Number(first.MaskShare, best: false), 4)]);
        console.Write(table);
        text.Write(FormattableString.Invariant(
            $"{first.Images} patches with a mass, which covers {100 * first.MaskShare:F1} % of a patch on average.\nThe model puts {100 * accuracy:F0} % of all patches right.\n\n"));
        text.Write("mass: share of the relevance inside the mask, mean and median; pointing: how often\nthe strongest pixel lies inside; rank: share of the k strongest pixels inside a mask\nof k pixels.\n");

        // The table fills its lines with blanks, and begins and ends with an empty one.
        return string.Join('\n', text.ToString().Split('\n').Select(line => line.TrimEnd())).TrimStart('\n');

        string Number(double value, bool best)
        {
            string number = value.ToString("F3", CultureInfo.InvariantCulture);
            return best && rows.Length > 1 ? $"[bold]{number}[/]" : number;
        }
    }

    private void WriteJson(Stream output)
    {
        foreach (LocalisationRow row in rows)
        {
            using (Utf8JsonWriter json = new(output))
            {
                json.WriteStartObject();
                json.WriteString("method", row.Method);
                json.WriteString("measured", row.Part);
                json.WriteNumber("patches", row.Summary.Images);
                json.WriteNumber("massAccuracy", row.Summary.MassAccuracy);
                json.WriteNumber("medianMassAccuracy", row.Summary.MedianMassAccuracy);
                json.WriteNumber("pointingGame", row.Summary.PointingGame);
                json.WriteNumber("rankAccuracy", row.Summary.RankAccuracy);
                json.WriteNumber("chance", row.Summary.MaskShare);
                json.WriteEndObject();
            }

            output.Write("\n"u8);
        }
    }

    private static double[] Measures(LocalisationSummary summary) =>
        [summary.MassAccuracy, summary.MedianMassAccuracy, summary.PointingGame, summary.RankAccuracy];
}
