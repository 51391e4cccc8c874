using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LrpGen.Text.Tests;

public sealed class GoldenTests
{
    // Deleted characters at the beginning of a text shift all of tokenizers' ranges to the front by their number: "bell"
    // is at 3..7 of the first text, and it says 0..4. Here the ranges stay right.
    private static readonly string[] ShiftedByTokenizers = ["\u0001\u0002\u0007bell", "\u007F del\u007F"];

    private static readonly string Small = Path.Combine(TestData.Tokenizers, "xlmr-small");
    private static readonly string Large = Path.Combine(TestData.Tokenizers, "xlm-roberta");

    [Fact]
    public void Tokenizer_json_gives_ids_tokens_and_ranges_of_tokenizers() =>
        CheckFast(Tokenizers.SmallFast, Read(Small, "cases.jsonl"), 357);

    [Fact]
    public void Long_texts_give_ids_and_ranges_of_tokenizers() => CheckFast(Tokenizers.SmallFast, Read(Small, "long.jsonl.gz"), 1);

    [Fact]
    public void The_pipeline_that_converters_write_gives_its_ids_and_ranges() => CheckConverter(Tokenizers.SmallConverter, Small, 189);

    [Fact]
    public void Sentencepiece_model_gives_ids_of_sentencepiece() =>
        CheckSlow(Tokenizers.SmallSlow, [.. Read(Small, "cases.jsonl"), .. Read(Small, "long.jsonl.gz")]);

    [DataFact("tokenizers/xlmr-small")]
    public void Real_texts_agree_for_the_small_vocabulary()
    {
        string folder = Path.Combine(TestData.DataTokenizers, "xlmr-small");
        CheckFast(Tokenizers.SmallFast, Read(folder, "cases.jsonl"), 222);
        CheckFast(Tokenizers.SmallFast, Read(folder, "long.jsonl.gz"), 1);
        CheckSlow(Tokenizers.SmallSlow, [.. Read(folder, "cases.jsonl"), .. Read(folder, "long.jsonl.gz")]);
        CheckFast(Tokenizers.SmallConverter, Read(folder, "cases.converter.jsonl"), 49);
    }

    [DataFact("tokenizers/xlm-roberta/sentencepiece.bpe.model")]
    public void Tokenizer_json_of_xlm_roberta_gives_ids_tokens_and_ranges_of_tokenizers()
    {
        CheckFast(Tokenizers.LargeFast, Read(Large, "cases.jsonl"), 357);
        CheckFast(Tokenizers.LargeFast, Read(Large, "long.jsonl.gz"), 1);
    }

    [DataFact("tokenizers/xlm-roberta/sentencepiece.bpe.model")]
    public void Converter_pipeline_of_xlm_roberta_gives_its_ids_and_ranges() => CheckConverter(Tokenizers.LargeConverter, Large, 195);

    [DataFact("tokenizers/xlm-roberta/sentencepiece.bpe.model")]
    public void Sentencepiece_model_of_xlm_roberta_gives_ids_of_sentencepiece() =>
        CheckSlow(Tokenizers.LargeSlow, [.. Read(Large, "cases.jsonl"), .. Read(Large, "long.jsonl.gz")]);

    [DataFact("tokenizers/xlm-roberta/cases.jsonl")]
    public void Real_texts_agree_for_xlm_roberta()
    {
        string folder = Path.Combine(TestData.DataTokenizers, "xlm-roberta");
        CheckFast(Tokenizers.LargeFast, Read(folder, "cases.jsonl"), 222);
        CheckFast(Tokenizers.LargeFast, Read(folder, "long.jsonl.gz"), 1);
        CheckSlow(Tokenizers.LargeSlow, [.. Read(folder, "cases.jsonl"), .. Read(folder, "long.jsonl.gz")]);
        CheckFast(Tokenizers.LargeConverter, Read(folder, "cases.converter.jsonl"), 48);
    }

    [Fact]
    public void Deleted_characters_at_the_beginning_do_not_shift_ranges()
    {
        foreach (TextTokenizer tokenizer in new[] { Tokenizers.SmallFast, Tokenizers.SmallSlow })
        {
            TextEncoding encoding = tokenizer.Encode("\u0001\u0002\u0007bell", 128);
            Assert.Equal(["be", "ll"], encoding.Tokens.Where(t => !t.IsSpecial).Select(t => encoding.Text[t.Start..t.End]));
        }
    }

    [Fact]
    public void The_first_model_gives_the_ids_and_ranges_that_its_explanations_were_made_with()
    {
        var tokenizer = TextTokenizer.FromFolder(Path.Combine(TestData.Models, "hate-xlmr-mini"));
        string[] lines = File.ReadAllLines(Path.Combine(TestData.Golden, "hate-xlmr-mini", "sentences.jsonl"));
        Assert.Equal(42, lines.Length);
        foreach (string line in lines)
        {
            using var json = JsonDocument.Parse(line);
            TextEncoding encoding = tokenizer.Encode(json.RootElement.GetProperty("text").GetString()!, 128);
            Assert.Equal(GoldenCase.Numbers(json.RootElement.GetProperty("ids")), encoding.ToIds());
            Assert.Equal(
                GoldenCase.Spans(json.RootElement.GetProperty("offsets_utf16")),
                encoding.Tokens.Select(t => new TextSpan(t.Start, t.End)));
            Assert.Equal(json.RootElement.GetProperty("truncated").GetBoolean(), encoding.IsTruncated);
        }
    }

    private static GoldenCase[] Read(string folder, string file) => [.. GoldenCase.Read(Path.Combine(folder, file))];

    private static void CheckConverter(TextTokenizer tokenizer, string folder, int count)
    {
        GoldenCase[] different = Read(folder, "cases.converter.jsonl");
        CheckFast(tokenizer, different, count);

        // A record that is not in the variant's file equals that of the main pipeline.
        HashSet<string> known = [.. different.Select(Key)];
        CheckFast(tokenizer, [.. Read(folder, "cases.jsonl").Where(g => !known.Contains(Key(g)))], 357 - count);

        static string Key(GoldenCase g) =>
            $"{g.Text}|{g.Pair}|{g.Special}|{g.TruncatedTo}|{g.Truncation}|{g.TruncateLeft}|{g.SplitSpecialTokens}";
    }

    private static void CheckFast(TextTokenizer tokenizer, GoldenCase[] cases, int count)
    {
        Assert.Equal(count, cases.Length);
        var differences = new List<string>();
        foreach (GoldenCase golden in cases)
        {
            TextEncoding encoding = Tokenizers.Encode(tokenizer, golden, Tokenizers.OptionsOf(golden));
            TextSpan[] spans = [.. encoding.Tokens.Select(t => new TextSpan(t.Start, t.End))];
            Compare(differences, golden, "ids", golden.Ids, encoding.ToIds());
            if (!ShiftedByTokenizers.Contains(golden.Text)) Compare(differences, golden, "offsets", golden.Offsets, spans);
            if (golden.Tokens is not null) Compare(differences, golden, "tokens", golden.Tokens, encoding.Tokens.Select(t => t.Piece));
            if (golden.TypeIds is not null) Compare(differences, golden, "types", golden.TypeIds, encoding.Tokens.Select(t => t.TypeId));
            if (golden.SequenceIds is not null)
            {
                Compare(differences, golden, "sequences", golden.SequenceIds, encoding.Tokens.Select(t => t.Sequence));
            }
        }

        Assert.True(differences.Count == 0, Describe(differences, cases.Length));
    }

    private static void CheckSlow(TextTokenizer tokenizer, GoldenCase[] cases)
    {
        var differences = new List<string>();
        foreach (GoldenCase golden in cases)
        {
            // sentencepiece was asked about texts with special strings only where they are plain text.
            if (golden.HasSpecialStrings && !golden.SplitSpecialTokens) continue;

            TextEncoding encoding = Tokenizers.Encode(
                tokenizer, golden, Tokenizers.OptionsOf(golden) with { SpecialStrings = SpecialStrings.PlainText });
            Compare(differences, golden, "ids", golden.IdsSlow ?? golden.Ids, encoding.ToIds());
            if (golden.IdsSlow is null && !ShiftedByTokenizers.Contains(golden.Text)) CompareSlowRanges(differences, golden, encoding);
        }

        Assert.True(differences.Count == 0, Describe(differences, cases.Length));
    }

    /// <summary>Ranges are those of tokenizers, which leaves out the marks of a cluster that became one character.</summary>
    private static void CompareSlowRanges(List<string> differences, GoldenCase golden, TextEncoding encoding)
    {
        TextSpan[] spans = [.. encoding.Tokens.Select(t => new TextSpan(t.Start, t.End))];
        bool hasClusters = new StringInfo(golden.Text).LengthInTextElements < golden.Text.Length;
        bool agree = spans.Length == golden.Offsets.Length && spans.Zip(golden.Offsets).All(
            p => p.First.Start == p.Second.Start && (hasClusters ? p.First.End >= p.Second.End : p.First.End == p.Second.End));
        if (!agree) Compare(differences, golden, "offsets", golden.Offsets, spans);
    }

    private static void Compare<T>(List<string> differences, GoldenCase golden, string what, IEnumerable<T> expected, IEnumerable<T> found)
    {
        if (expected.SequenceEqual(found)) return;
        string text = golden.Text.Length > 80 ? golden.Text[..80] : golden.Text;
        differences.Add($"{what} of '{Escape(text)}':\n  expected {Join(expected)}\n  found    {Join(found)}");
    }

    private static string Join<T>(IEnumerable<T> values) =>
        string.Join(' ', values.Take(40).Select(v => v is TextSpan s ? $"{s.Start}-{s.End}" : $"{v}"));

    private static string Escape(string text)
    {
        var result = new StringBuilder();
        foreach (char c in text) result.Append(c is >= ' ' and < '\u007F' ? $"{c}" : $"\\u{(int)c:X4}");
        return result.ToString();
    }

    private static string Describe(List<string> differences, int count) =>
        $"{differences.Count} differences in {count} records.\n{string.Join('\n', differences.Take(12))}";
}
