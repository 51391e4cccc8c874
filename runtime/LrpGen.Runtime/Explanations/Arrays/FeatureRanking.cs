using System.Collections.Immutable;
using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>The features of a table by what they did over many rows, the largest mean |R| first.</summary>
/// <remarks>
/// Means of relevance are comparable only if the rows explain comparable targets: rank the rows of each class for
/// themselves, or explain the same label in all of them.
/// </remarks>
public sealed partial record FeatureRanking
{
    private FeatureRanking(int rows, int leftOut, ImmutableArray<RankedFeature> features) =>
        (Rows, RowsLeftOut, Features) = (rows, leftOut, features);

    /// <summary>How many rows were counted.</summary>
    public int Rows { get; }

    /// <summary>How many rows were not counted because a relevance was NaN or infinite.</summary>
    public int RowsLeftOut { get; }

    /// <summary>The features, the largest mean magnitude first; equal ones in the table's order.</summary>
    public ImmutableArray<RankedFeature> Features { get; }

    /// <summary>Ranks the features of a cohort.</summary>
    /// <param name="rows">Explanations of inputs of one shape and with the same feature names.</param>
    /// <exception cref="ArgumentException">There are no rows, or a row differs in shape or names.</exception>
    public static FeatureRanking Of(IEnumerable<ArrayExplanation> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArrayExplanation? first = null;
        double[] magnitude = [], sum = [];
        int[] positive = [], negative = [];
        int counted = 0, leftOut = 0;
        foreach (ArrayExplanation row in rows)
        {
            row.EnsureConsistent();
            if (first is null)
            {
                first = row;
                int features = row.Relevance.Length;
                (magnitude, sum, positive, negative) = (new double[features], new double[features], new int[features], new int[features]);
            }
            else if (!row.Shape.SameAs(first.Shape) || !row.FeatureNames.SameAs(first.FeatureNames))
            {
                throw new ArgumentException(
                    string.Create(CultureInfo.InvariantCulture, $"Row {counted + leftOut} has shape {ArrayShape.Describe(row.Shape)} and {row.FeatureNames.Length} feature names; row 0 has shape {ArrayShape.Describe(first.Shape)} and {first.FeatureNames.Length} (all must be the same)."),
                    nameof(rows));
            }

            // One NaN would swallow the mean of its feature; counting a part of a row would not be fair to the others.
            if (row.NonFiniteCount > 0)
            {
                leftOut++;
                continue;
            }

            counted++;
            for (int i = 0; i < sum.Length; i++)
            {
                float relevance = row.Relevance[i];
                magnitude[i] += Math.Abs((double)relevance);
                sum[i] += relevance;
                if (relevance > 0) positive[i]++;
                else if (relevance < 0) negative[i]++;
            }
        }

        if (first is null) throw new ArgumentException("There are no rows to rank.", nameof(rows));
        double count = Math.Max(1, counted);
        return new(
            counted,
            leftOut,
            [
                .. Enumerable.Range(0, sum.Length)
                    .Select(i => new RankedFeature(i, first.NameOf(i), magnitude[i] / count, sum[i] / count, positive[i] / count, negative[i] / count))
                    .OrderByDescending(feature => feature.MeanMagnitude),
            ]);
    }

    /// <summary>The ranking as CSV: <c>rank,index,name,meanMagnitude,mean,positiveShare,negativeShare</c>.</summary>
    /// <param name="forSpreadsheet">As for <see cref="ArrayExplanation.ToCsv"/>.</param>
    public string ToCsv(bool forSpreadsheet = false)
    {
        var csv = new CsvText(forSpreadsheet);
        csv.Row("rank", "index", "name", "meanMagnitude", "mean", "positiveShare", "negativeShare");
        foreach ((int rank, RankedFeature feature) in Features.Index())
        {
            csv.Row(
                CsvText.Number(rank + 1),
                CsvText.Number(feature.Index),
                csv.Text(feature.Name),
                CsvText.Number(feature.MeanMagnitude),
                CsvText.Number(feature.Mean),
                CsvText.Number(feature.PositiveShare),
                CsvText.Number(feature.NegativeShare));
        }

        return csv.ToString();
    }

    /// <inheritdoc/>
    public bool Equals(FeatureRanking? other) =>
        other is not null && Rows == other.Rows && RowsLeftOut == other.RowsLeftOut && Features.SameAs(other.Features);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, RowsLeftOut, Features.Length);
}
