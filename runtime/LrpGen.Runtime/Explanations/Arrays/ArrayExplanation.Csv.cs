using System.Globalization;

namespace LrpGen.Runtime;

public sealed partial record ArrayExplanation
{
    /// <summary>
    /// The elements as CSV (RFC 4180, UTF-8 content, lines end with <c>\n</c>):
    /// <c>index,name,unit,value,relevance,rank</c>; the relevance of the largest magnitude has rank 1.
    /// </summary>
    /// <param name="forSpreadsheet">
    /// Puts an apostrophe before names that a spreadsheet would run as a formula (CSV injection).
    /// </param>
    /// <exception cref="InvalidOperationException">The parts do not fit together; see <see cref="EnsureConsistent"/>.</exception>
    public string ToCsv(bool forSpreadsheet = false)
    {
        EnsureConsistent();
        var csv = new CsvText(forSpreadsheet);
        var ranks = new int[Relevance.Length];
        foreach ((int rank, int index) in Ranking.Index()) ranks[index] = rank + 1;
        csv.Row("index", "name", "unit", "value", "relevance", "rank");
        for (int i = 0; i < Relevance.Length; i++)
        {
            csv.Row(
                CsvText.Number(i),
                csv.Text(NameOf(i)),
                csv.Text(UnitOf(i)),
                CsvText.Number(Input[i]),
                CsvText.Number(Relevance[i]),
                ranks[i].ToString(CultureInfo.InvariantCulture));
        }

        return csv.ToString();
    }
}
