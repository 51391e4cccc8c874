using System.Globalization;

namespace LrpGen.Text.Tests;

/// <summary>
/// Every folder of golden tokenizers, whatever its kind: what Hugging Face's tokenizers gives from <c>tokenizer.json</c>, and what sentencepiece
/// and the classes of transformers give from the older files.
/// </summary>
public sealed class TokenizerGoldenTests
{
    // Deleted characters at the beginning of a text shift all of tokenizers' ranges to the front by their number: "bell"
    // is at 3..7 of the first text, and it says 0..4. Here the ranges stay right.
    private static readonly string[] ShiftedByTokenizers = ["\u0001\u0002\u0007bell", "\u007F del\u007F"];

    // What a slow folder gives other ranges for than its peer from tokenizer.json, where the ids are equal: none but in these.
    private static readonly string[] WithRangesOfSlowFolders = ["xlmr-small", "xlm-roberta", "t5-small"];

    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach ((string name, string variant) in GoldenTokenizer.All()) cases.Add(name, variant);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_folder_gives_ids_tokens_and_ranges_of_its_peer(string name, string variant) => Check(name, variant, TestData.Tokenizers, fewest: 300);

    [DataTheory("tokenizers/xlmr-small")]
    [MemberData(nameof(Cases))]
    public void Real_texts_give_ids_tokens_and_ranges_of_its_peer(string name, string variant) => Check(name, variant, TestData.DataTokenizers, fewest: 15);

    private static void Check(string name, string variant, string root, int fewest)
    {
        if (variant == GoldenTokenizer.Slow && GoldenTokenizer.NeedsTokenizerJson(name))
        {
            Assert.Contains("needs tokenizer.json", Assert.Throws<InvalidDataException>(() => GoldenTokenizer.Open(name, variant)).Message, StringComparison.Ordinal);
            return;
        }

        TextTokenizer tokenizer = GoldenTokenizer.Open(name, variant), fast = GoldenTokenizer.Open(name, GoldenTokenizer.Fast);
        List<string> differences = [];
        int count = 0;
        foreach (GoldenCase golden in Read(Path.Combine(root, name), variant, isComplete: root == TestData.Tokenizers))
        {
            if (variant == GoldenTokenizer.Slow)
            {
                // The older peers were asked about special strings only where they are plain text, and not about pairs.
                if ((golden.HasSpecialStringsOf(fast) && !golden.SplitSpecialTokens) || golden.Pair is not null) continue;
                CompareSlow(differences, golden, tokenizer, WithRangesOfSlowFolders.Contains(name));
            }
            else
            {
                CompareFast(differences, golden, tokenizer);
            }

            count++;
        }

        Assert.True(count >= fewest && differences.Count == 0, $"{differences.Count} differences in {count} records.\n{string.Join('\n', differences.Take(12))}");
    }

    // A variant's file has the records that differ; where all were tried, one that is not there equals the main pipeline's.
    private static IEnumerable<GoldenCase> Read(string folder, string variant, bool isComplete)
    {
        IEnumerable<GoldenCase> main = [.. GoldenCase.Read(Path.Combine(folder, "cases.jsonl"))];
        if (variant is GoldenTokenizer.Fast or GoldenTokenizer.Slow) return main.Concat(GoldenCase.Read(Path.Combine(folder, "long.jsonl.gz")));

        GoldenCase[] different = [.. GoldenCase.Read(Path.Combine(folder, $"cases.{variant}.jsonl"))];
        HashSet<string> known = [.. different.Select(golden => golden.Key)];
        return isComplete ? different.Concat(main.Where(golden => !known.Contains(golden.Key))) : different;
    }

    private static void CompareFast(List<string> differences, GoldenCase golden, TextTokenizer tokenizer)
    {
        TextEncoding encoding = Tokenizers.Encode(tokenizer, golden, Tokenizers.OptionsOf(golden));
        Compare(differences, golden, "ids", golden.Ids, encoding.ToIds());
        if (!ShiftedByTokenizers.Contains(golden.Text)) Compare(differences, golden, "offsets", golden.Offsets, Spans(encoding));
        if (golden.Tokens is not null) Compare(differences, golden, "tokens", golden.Tokens, encoding.Tokens.Zip(golden.Tokens, Piece));
        if (golden.TypeIds is not null) Compare(differences, golden, "types", golden.TypeIds, encoding.Tokens.Select(token => token.TypeId));
        if (golden.SequenceIds is not null) Compare(differences, golden, "sequences", golden.SequenceIds, encoding.Tokens.Select(token => token.Sequence));
    }

    private static void CompareSlow(List<string> differences, GoldenCase golden, TextTokenizer tokenizer, bool withRanges)
    {
        TextEncoding encoding = Tokenizers.Encode(tokenizer, golden, Tokenizers.OptionsOf(golden) with { SpecialStrings = SpecialStrings.PlainText });
        Compare(differences, golden, "ids", golden.IdsSlow ?? golden.Ids, encoding.ToIds());
        if (!withRanges || golden.IdsSlow is not null || ShiftedByTokenizers.Contains(golden.Text)) return;

        // Ranges are those of tokenizers, which leaves out the marks of a cluster that became one character.
        TextSpan[] spans = Spans(encoding);
        bool hasClusters = new StringInfo(golden.Text).LengthInTextElements < golden.Text.Length;
        bool agree = spans.Length == golden.Offsets.Length && spans.Zip(golden.Offsets).All(
            p => p.First.Start == p.Second.Start && (hasClusters ? p.First.End >= p.Second.End : p.First.End == p.Second.End));
        if (!agree) Compare(differences, golden, "offsets", golden.Offsets, spans);
    }

    // An unknown token's piece is the text that the vocabulary lacks; some peers give the name of the unknown token.
    private static string Piece(EncodedToken token, string expected) => token.IsUnknown && expected is ("[UNK]" or "<unk>") ? expected : token.Piece;

    private static TextSpan[] Spans(TextEncoding encoding) => [.. encoding.Tokens.Select(token => new TextSpan(token.Start, token.End))];

    private static void Compare<T>(List<string> differences, GoldenCase golden, string what, IEnumerable<T> expected, IEnumerable<T> found)
    {
        if (expected.SequenceEqual(found)) return;
        string text = golden.Text.Length > 80 ? golden.Text[..80] : golden.Text;
        (T[] e, T[] f) = ([.. expected], [.. found]);
        int at = Enumerable.Range(0, Math.Min(e.Length, f.Length)).FirstOrDefault(i => !e[i]!.Equals(f[i]), Math.Min(e.Length, f.Length));
        differences.Add($"{what} of '{Escaped.Of(text)}' from {at}:\n  expected {Join(e.Skip(Math.Max(0, at - 2)))}\n  found    {Join(f.Skip(Math.Max(0, at - 2)))}");
    }

    private static string Join<T>(IEnumerable<T> values) => string.Join(' ', values.Take(16).Select(v => v is TextSpan s ? $"{s.Start}-{s.End}" : $"{v}"));
}
