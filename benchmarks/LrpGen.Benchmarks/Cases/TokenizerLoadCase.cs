using System.Collections.Immutable;
using System.Diagnostics;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Reports;
using LrpGen.Benchmarks.Tokenizing;
using LrpGen.Text;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Benchmarks.Cases;

/// <summary>How long a vocabulary of full size takes from its file to the first token.</summary>
internal sealed class TokenizerLoadCase : ICase
{
    /// <inheritdoc/>
    public string Name => "tokenizer-load";

    /// <inheritdoc/>
    public string Summary => "loading XLM-R's vocabulary (250,002 pieces) and one of GPT-2's size (50,257), against Microsoft.ML.Tokenizers";

    /// <inheritdoc/>
    public void Run(Options options, Report report)
    {
        Table table = new(
            "Loading tokenizers, 1 thread",
            "Milliseconds from file to tokenizer. First: once, as the first of its kind in the process, which compiles the code too. Then median, and best in brackets.",
            "what",
            "first",
            "ms",
            "MB allocated",
            "waiting");
        if (TokenizerFiles.XlmRoberta is { } model)
        {
            string json = TokenizerFiles.XlmRobertaJson(model);
            Add(table, options, new("XLM-R, sentencepiece.bpe.model", () => TextTokenizer.FromSentencePiece(model)), new("the same, Microsoft.ML.Tokenizers", () => Library(model)));
            Add(table, options, new Candidate("XLM-R, tokenizer.json", () => TextTokenizer.FromTokenizerJson(json)));
        }
        else
        {
            Report.Progress($"{Name}: XLM-R's model is not in {Folders.Data} (set LRPGEN_DATA): left out");
        }

        string folder = TokenizerFiles.Gpt2Sized(), vocabulary = Path.Combine(folder, "vocab.json"), merges = Path.Combine(folder, "merges.txt");
        string bare = Directory.CreateDirectory(Path.Combine(folder, "bare")).FullName;
        File.Copy(vocabulary, Path.Combine(bare, "vocab.json"), overwrite: true);
        File.Copy(merges, Path.Combine(bare, "merges.txt"), overwrite: true);
        Add(table, options, new("GPT-2's size, vocab.json and merges.txt", () => TextTokenizer.FromFolder(bare)), new("the same, Microsoft.ML.Tokenizers", () => CodeGen(vocabulary, merges)));
        Add(table, options, new Candidate("GPT-2's size, tokenizer.json", () => TextTokenizer.FromFolder(folder)));
        report.Add(table);
    }

    private static void Add(Table table, Options options, params ImmutableArray<Candidate> candidates)
    {
        double[] first = [.. candidates.Select(First)], allocated = [.. candidates.Select(Allocated)];
        ImmutableArray<Timing> timings = new Race(1, options.Rounds, RoundMilliseconds: 300).Run(candidates);
        for (int i = 0; i < timings.Length; i++)
        {
            table.Add(timings[i].Name, Table.Number(first[i]), Table.Time(timings[i]), Table.Number(allocated[i] / 1e6), Table.Percent(timings[i].Delay));
        }
    }

    private static double First(Candidate candidate)
    {
        long start = Stopwatch.GetTimestamp();
        candidate.Run();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Allocated(Candidate candidate)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        candidate.Run();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Library(string model)
    {
        using FileStream stream = File.OpenRead(model);
        SentencePieceTokenizer.Create(stream);
    }

    private static void CodeGen(string vocabulary, string merges)
    {
        using FileStream pieces = File.OpenRead(vocabulary), pairs = File.OpenRead(merges);
        CodeGenTokenizer.Create(pieces, pairs);
    }
}
