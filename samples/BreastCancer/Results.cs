using System.Collections.Immutable;
using System.Text;
using LrpGen.Runtime;

namespace BreastCancer;

/// <summary>A patient's explanations: one, or one a label.</summary>
/// <param name="Number">The patient's place in the table, from 1.</param>
/// <param name="Explanations">The explanations.</param>
internal sealed record ExplainedPatient(int Number, ImmutableArray<ArrayExplanation> Explanations);

/// <summary>Where explanations go: bars, CSV or JSON lines to standard output, bars to a page.</summary>
internal sealed class Results(Settings settings)
{
    /// <summary>Writes what the settings ask for.</summary>
    public void Write(ImmutableArray<ExplainedPatient> patients)
    {
        ImmutableArray<Cohort> cohorts = settings.Patient is null ? [.. Cohort.Of(patients, settings.Arrays.Target)] : [];
        if (settings.Html is { } page) WritePage(page, patients, cohorts);
        if (settings.Html is not null && !settings.Arrays.Json && !settings.Csv) return;
        using Stream output = StandardOutput.Open();
        foreach (string text in Texts(patients, cohorts))
        {
            if (!StandardOutput.TryWrite(() => output.Write(Encoding.UTF8.GetBytes(text)))) return;
        }
    }

    private IEnumerable<string> Texts(ImmutableArray<ExplainedPatient> patients, ImmutableArray<Cohort> cohorts)
    {
        if (settings.Arrays.Json) return patients.SelectMany(patient => patient.Explanations).Select(explanation => explanation.ToJson() + "\n");
        if (settings.Csv && settings.Patient is not null) return [patients[0].Explanations[0].ToCsv()];
        if (settings.Csv) return cohorts.SelectMany((cohort, i) => cohort.CsvLines().Skip(i == 0 ? 0 : 1));
        AnsiOptions view = StandardOutput.View(settings.Arrays.Plain);
        return settings.Patient is { } number
            ? patients[0].Explanations.Select(explanation => FormattableString.Invariant($"── patient {number}\n{explanation.ToTableAnsi(view, settings.Top)}\n"))
            : cohorts.Select(cohort => $"── {cohort.Title}\n{cohort.Ranking.ToAnsi(view, settings.Top)}\n");
    }

    private void WritePage(string path, ImmutableArray<ExplainedPatient> patients, ImmutableArray<Cohort> cohorts)
    {
        try
        {
            using StreamWriter page = new(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
            if (settings.Patient is { } number)
            {
                TableReport.Write(patients[0].Explanations, page, new TableHtmlOptions { Title = FormattableString.Invariant($"What the measurements of patient {number} say"), TopFeatures = settings.Top });
                return;
            }

            TableReport.WriteRankings(
                cohorts.Select(cohort => ((string?)cohort.Title, cohort.Ranking)), page, new TableHtmlOptions { Title = "What the measurements say", TopFeatures = settings.Top });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Failure.Runtime(exception.Message, exception);
        }
    }
}
