using System.Collections.Immutable;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>
    /// The tokens as CSV (RFC 4180, UTF-8 content, lines end with <c>\n</c>):
    /// <c>sequence,index,id,piece,text,start,end,special,unknown,relevance,window</c>. The last column is the window of a long text that the
    /// relevance comes from (<see cref="Windowing"/>); empty where the text was read at once, and of tokens that stand in every window.
    /// </summary>
    /// <param name="forSpreadsheet">
    /// Puts an apostrophe before cells that a spreadsheet would run as a formula (CSV injection). The text is then no
    /// longer exactly the source's.
    /// </param>
    public string ToTokenCsv(bool forSpreadsheet = false)
    {
        var csv = new CsvText(forSpreadsheet);
        csv.Row("sequence", "index", "id", "piece", "text", "start", "end", "special", "unknown", "relevance", "window");
        int[] windows = WindowOfTokens();
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
                CsvText.Number(token.Relevance),
                WindowCell(windows, [index]));
        }

        return csv.ToString();
    }

    /// <summary>
    /// The words as CSV: <c>sequence,index,text,start,end,relevance,strongest,rank,tokens,unseen,windows</c>, the tokens' indices
    /// separated by blanks. A word that the model did not see has no rank and no tokens. The last columns say what it did not see of
    /// the word (<c>unknown</c>, <c>deleted</c>, <c>truncated</c>, separated by blanks), and which windows of a long text its relevance comes from.
    /// </summary>
    /// <param name="forSpreadsheet">As for <see cref="ToTokenCsv"/>.</param>
    public string ToWordCsv(bool forSpreadsheet = false)
    {
        var csv = new CsvText(forSpreadsheet);
        var ranks = new int[Words.Length];
        foreach ((int rank, int word) in Ranking.Index()) ranks[word] = rank + 1;
        Unseen[][] unseen = UnseenOfBoth();
        csv.Row("sequence", "index", "text", "start", "end", "relevance", "strongest", "rank", "tokens", "unseen", "windows");
        int[] windows = WindowOfTokens();
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
                string.Join(' ', word.Tokens.Select(CsvText.Number)),
                UnseenCell(unseen, word.Sequence, word.Start, word.End),
                WindowCell(windows, word.Tokens));
        }

        return csv.ToString();
    }

    /// <summary>
    /// The sentences as CSV: <c>sequence,index,text,start,end,relevance,rank,words,unseen,windows</c>, the words' indices separated by
    /// blanks, the last columns as for <see cref="ToWordCsv"/>. A sentence that the model did not see has no rank.
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
        Unseen[][] unseen = UnseenOfBoth();
        csv.Row("sequence", "index", "text", "start", "end", "relevance", "rank", "words", "unseen", "windows");
        int[] windows = WindowOfTokens();
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
                string.Join(' ', unit.Words.Select(CsvText.Number)),
                UnseenCell(unseen, unit.Sequence, unit.Start, unit.End),
                WindowCell(windows, unit.Words.SelectMany(word => Words[word].Tokens)));
        }

        return csv.ToString();
    }

    private int[] WindowOfTokens() => Windowing?.WindowOfTokens(Tokens.Length) ?? [];

    private static string WindowCell(int[] windows, IEnumerable<int> tokens) =>
        windows.Length == 0 ? "" : string.Join(' ', tokens.Select(token => windows[token]).Where(window => window >= 0).Distinct().Order().Select(CsvText.Number));

    private Unseen[][] UnseenOfBoth() =>
        [.. Enumerable.Range(0, 2).Select(sequence => TextSegmenter.UnseenCharacters(this, sequence, Source(sequence).Length))];

    private static string UnseenCell(Unseen[][] unseen, int sequence, int start, int end) =>
        TextSegmenter.Of(unseen[sequence], start, end) is var kinds and not Unseen.None
            ? kinds.ToString().ToLowerInvariant().Replace(",", "", StringComparison.Ordinal)
            : "";
}
