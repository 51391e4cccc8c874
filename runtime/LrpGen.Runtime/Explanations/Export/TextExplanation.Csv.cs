using System.Collections.Immutable;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>
    /// The tokens as CSV (RFC 4180, UTF-8 content, lines end with <c>\n</c>):
    /// <c>sequence,index,id,piece,text,start,end,special,unknown,relevance</c>.
    /// </summary>
    /// <param name="forSpreadsheet">
    /// Puts an apostrophe before cells that a spreadsheet would run as a formula (CSV injection). The text is then no
    /// longer exactly the source's.
    /// </param>
    public string ToTokenCsv(bool forSpreadsheet = false)
    {
        var csv = new CsvText(forSpreadsheet);
        csv.Row("sequence", "index", "id", "piece", "text", "start", "end", "special", "unknown", "relevance");
        foreach ((int index, TokenRelevance token) in Tokens.Index())
        {
            csv.Row(
                CsvText.Number(token.Sequence),
                CsvText.Number(index),
                CsvText.Number(token.Id),
                csv.Text(token.Piece),
                csv.Text(Source(token.Sequence)[token.Start..token.End]),
                CsvText.Number(token.Start),
                CsvText.Number(token.End),
                token.IsSpecial ? "1" : "0",
                token.IsUnknown ? "1" : "0",
                CsvText.Number(token.Relevance));
        }

        return csv.ToString();
    }

    /// <summary>
    /// The words as CSV: <c>sequence,index,text,start,end,relevance,strongest,rank,tokens</c>, the tokens' indices
    /// separated by blanks. A word that the model did not see has no rank and no tokens.
    /// </summary>
    /// <param name="forSpreadsheet">As for <see cref="ToTokenCsv"/>.</param>
    public string ToWordCsv(bool forSpreadsheet = false)
    {
        var csv = new CsvText(forSpreadsheet);
        var ranks = new int[Words.Length];
        foreach ((int rank, int word) in Ranking.Index()) ranks[word] = rank + 1;
        csv.Row("sequence", "index", "text", "start", "end", "relevance", "strongest", "rank", "tokens");
        foreach ((int index, WordRelevance word) in Words.Index())
        {
            csv.Row(
                CsvText.Number(word.Sequence),
                CsvText.Number(index),
                csv.Text(TextOf(word)),
                CsvText.Number(word.Start),
                CsvText.Number(word.End),
                CsvText.Number(word.Relevance),
                CsvText.Number(word.Strongest),
                word.IsSeen ? CsvText.Number(ranks[index]) : "",
                string.Join(' ', word.Tokens.Select(CsvText.Number)));
        }

        return csv.ToString();
    }

    /// <summary>
    /// The sentences as CSV: <c>sequence,index,text,start,end,relevance,rank,words</c>, the words' indices separated by blanks. A
    /// sentence that the model did not see has no rank.
    /// </summary>
    /// <param name="forSpreadsheet">As for <see cref="ToTokenCsv"/>.</param>
    public string ToSentenceCsv(bool forSpreadsheet = false) => UnitCsv(Sentences, forSpreadsheet);

    /// <summary>The paragraphs as CSV, in the form of <see cref="ToSentenceCsv"/>.</summary>
    /// <param name="forSpreadsheet">As for <see cref="ToTokenCsv"/>.</param>
    public string ToParagraphCsv(bool forSpreadsheet = false) => UnitCsv(Paragraphs, forSpreadsheet);

    private string UnitCsv(ImmutableArray<UnitRelevance> units, bool forSpreadsheet)
    {
        var csv = new CsvText(forSpreadsheet);
        int[] ranks = UnitSums.Ranks(units);
        csv.Row("sequence", "index", "text", "start", "end", "relevance", "rank", "words");
        foreach ((int index, UnitRelevance unit) in units.Index())
        {
            csv.Row(
                CsvText.Number(unit.Sequence),
                CsvText.Number(index),
                csv.Text(TextOf(unit)),
                CsvText.Number(unit.Start),
                CsvText.Number(unit.End),
                CsvText.Number(unit.Relevance),
                unit.IsSeen ? CsvText.Number(ranks[index]) : "",
                string.Join(' ', unit.Words.Select(CsvText.Number)));
        }

        return csv.ToString();
    }
}
