using System.Collections.Immutable;
using LrpGen.Runtime;

namespace BreastCancer;

/// <summary>Patients whose explanations can be compared, and the ranking of their features.</summary>
/// <param name="Title">Who they are and what was explained.</param>
/// <param name="Ranking">The ranking.</param>
internal sealed record Cohort(string Title, FeatureRanking Ranking)
{
    /// <summary>
    /// A cohort for each explained label. The mean over patients whose malignancy and others whose benignity is explained
    /// would say nothing about either.
    /// </summary>
    public static IEnumerable<Cohort> Of(ImmutableArray<ExplainedPatient> patients, Target? target)
    {
        bool predicted = target == Target.Predicted;
        return patients
            .SelectMany(patient => patient.Explanations)
            .GroupBy(explanation => explanation.Target.Description, StringComparer.Ordinal)
            .OrderBy(group => group.First().Target.Label)
            .Select(group => new Cohort(predicted ? $"predicted {group.Key}" : $"explained {group.Key}", FeatureRanking.Of(group)));
    }

    /// <summary>The ranking as CSV, with the cohort before every line's other columns.</summary>
    public IEnumerable<string> CsvLines() =>
        Ranking.ToCsv().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select((line, i) => $"{(i == 0 ? "cohort" : Title)},{line}\n");
}
