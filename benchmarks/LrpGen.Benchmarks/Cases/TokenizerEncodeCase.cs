using System.Collections.Immutable;
using System.Text.Json;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Reports;
using LrpGen.Benchmarks.Tokenizing;
using LrpGen.Text;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Benchmarks.Cases;

/// <summary>From texts to tokens with ranges, and to ids alone, against the tokenizers of Microsoft.ML.Tokenizers that are the same.</summary>
internal sealed class TokenizerEncodeCase : ICase
{
    /// <inheritdoc/>
    public string Name => "tokenizer-encode";

    /// <inheritdoc/>
    public string Summary => "texts to tokens: Unigram, BPE and WordPiece, against Microsoft.ML.Tokenizers";

    /// <inheritdoc/>
    public void Run(Options options, Report report)
    {
        string golden = Path.Combine(Folders.Root, "tests", "golden", "hate-xlmr-mini", "sentences.jsonl");
        report.Add(Measure("golden sentences", golden, options));
        if (options.Data is { } folder && Path.Combine(folder, "eval.jsonl") is var more && File.Exists(more))
        {
            report.Add(Measure("evaluation texts", more, options));
        }
    }

    private static Table Measure(string what, string file, Options options)
    {
        string[] texts = [.. File.ReadLines(file).Where(line => line.Length > 0).Select(TextOf)];
        Table table = new(
            $"Encoding {texts.Length} {what}, 1 thread",
            "Million characters a second, medians; ratio to Microsoft.ML.Tokenizers in the same race, above 1: LrpGen is faster. Bytes: allocated a token, the result's included.",
            "tokenizer",
            "tokens",
            "library's",
            "ratio",
            "ids",
            "library's",
            "ratio",
            "bytes",
            "library's",
            "equal ids",
            "waiting");
        TextTokenizerOptions bare = new() { AddSpecialTokens = false };
        if (TokenizerFiles.XlmRoberta is { } model)
        {
            using FileStream stream = File.OpenRead(model);
            Tokenizer library = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);

            // fairseq's ids are sentencepiece's and one.
            Row(table, "Unigram: XLM-R, sentencepiece.bpe.model", TextTokenizer.FromSentencePiece(model, bare), library, texts, options, shift: 1);
            Row(table, "Unigram: XLM-R, tokenizer.json", TextTokenizer.FromTokenizerJson(TokenizerFiles.XlmRobertaJson(model), bare), library, texts, options, shift: 1);
        }

        string llama = Path.Combine(TokenizerFiles.Golden("llama-small"), "tokenizer.model");
        using (FileStream stream = File.OpenRead(llama))
        {
            Tokenizer library = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
            Row(table, "BPE: Llama 2, tokenizer.model", TextTokenizer.FromSentencePiece(llama, bare), library, texts, options);
        }

        string gpt2 = TokenizerFiles.Gpt2Sized();
        using (FileStream vocabulary = File.OpenRead(Path.Combine(gpt2, "vocab.json")), merges = File.OpenRead(Path.Combine(gpt2, "merges.txt")))
        {
            Tokenizer library = CodeGenTokenizer.Create(vocabulary, merges);
            Row(table, "byte-level BPE: GPT-2's size", TextTokenizer.FromFolder(gpt2, bare), library, texts, options);
        }

        string bert = TokenizerFiles.Golden("bert-uncased-small");
        Tokenizer words = BertTokenizer.Create(Path.Combine(bert, "vocab.txt"));
        Row(table, "WordPiece: BERT, tokenizer.json", TextTokenizer.FromFolder(bert, bare), words, texts, options);
        return table;
    }

    private static void Row(Table table, string name, Tokenizer ours, Tokenizer library, string[] texts, Options options, int shift = 0)
    {
        Report.Progress($"tokenizer-encode: {name}");
        int characters = texts.Sum(text => text.Length), tokens = texts.Sum(text => ours.EncodeToIds(text).Count);
        int equal = texts.Count(text => ours.EncodeToIds(text).SequenceEqual(library.EncodeToIds(text).Select(id => id + shift)));
        ImmutableArray<Timing> timings = new Race(1, options.Rounds).Run(
            new("tokens", () => Array.ForEach(texts, text => ours.EncodeToTokens(text, out _))),
            new("tokens, library", () => Array.ForEach(texts, text => library.EncodeToTokens(text, out _))),
            new("ids", () => Array.ForEach(texts, text => ours.EncodeToIds(text))),
            new("ids, library", () => Array.ForEach(texts, text => library.EncodeToIds(text))));
        string Speed(int i) => Table.Number(characters / timings[i].Median / 1e3);
        table.Add(
            name, Speed(0), Speed(1), Table.Ratio(timings[1].Median / timings[0].Median), Speed(2), Speed(3), Table.Ratio(timings[3].Median / timings[2].Median),
            Table.Number(Allocated(ours, texts) / tokens), Table.Number(Allocated(library, texts) / tokens), $"{equal} of {texts.Length}", Table.Percent(timings.Max(t => t.Delay)));
    }

    private static double Allocated(Tokenizer tokenizer, string[] texts)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (string text in texts) tokenizer.EncodeToTokens(text, out _);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static string TextOf(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("text").GetString()!;
    }
}
