using System.Collections.Immutable;
using System.Text.Json;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Models;
using LrpGen.Benchmarks.Reports;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Benchmarks.Cases;

/// <summary>Texts a second on the small model that ships with the project, from string to explanation.</summary>
internal sealed class HateXlmrMiniCase : ICase
{
    private const int OneTextTokens = 30;

    private static string ModelFolder { get; } = Path.Combine(Folders.Root, "models", "hate-xlmr-mini");

    /// <inheritdoc/>
    public string Name => "hate-xlmr-mini";

    /// <inheritdoc/>
    public string Summary => "texts a second, tokenizing included, one a call and in batches";

    /// <inheritdoc/>
    public void Run(Options options, Report report)
    {
        string golden = Path.Combine(Folders.Root, "tests", "golden", Name, "sentences.jsonl");
        Measure("golden sentences", golden, options, report);
        if (Options.Or(options.Threads, 1, 2).Contains(1))
        {
            report.Add(OneText(TextsOf(golden)[0], options));
        }

        if (options.Data is { } folder && Path.Combine(folder, "eval.jsonl") is var more && File.Exists(more))
        {
            Measure("evaluation texts", more, options, report);
        }
    }

    private void Measure(string what, string file, Options options, Report report)
    {
        string[] texts = TextsOf(file);
        foreach (int threads in Options.Or(options.Threads, 1, 2))
        {
            Report.Progress($"{Name}: {texts.Length} {what}, {threads} threads");
            using HateXlmrMini alone = HateXlmrMini.Load(ModelFolder);
            using HateXlmrMini together = HateXlmrMini.Load(ModelFolder, new TextClassifierOptions { Threads = threads });
            double tokens = texts.Average(t => alone.Encoder!.Encode(t, alone.Description.Tokens!.MaxTokens).Tokens.Length);
            Table table = new(
                $"hate-xlmr-mini, {texts.Length} {what}, {threads} {(threads == 1 ? "thread" : "threads")}",
                FormattableString.Invariant($"From string to result; {tokens:F1} tokens a text on average. Texts a second and milliseconds a text: median, and best in brackets."),
                "what",
                "texts a second",
                "ms a text",
                "waiting");
            Add(table, texts.Length, new Race(threads, options.Rounds).Run(Candidates(texts, alone, together, threads)));

            // A stream has a reader beside its threads: waiting of one thread is not what it took longer.
            Add(table, texts.Length, new Race(threads + 1, options.Rounds).Run(Streams(texts, alone, threads)));
            report.Add(table);
        }
    }

    // A sentence twice, which has as many tokens as the table says.
    private static Table OneText(string sentence, Options options)
    {
        using HateXlmrMini model = HateXlmrMini.Load(ModelFolder);
        string text = $"{sentence} {sentence}";
        int tokens = model.Encoder!.Encode(text, model.Description.Tokens!.MaxTokens).Tokens.Length;
        if (tokens != OneTextTokens)
        {
            throw new InvalidOperationException($"The text has {tokens} tokens, expected {OneTextTokens}.");
        }

        Table table = new(
            $"hate-xlmr-mini, one text of {tokens} tokens, 1 thread",
            "From string to result. Texts a second and milliseconds a text: median, and best in brackets.",
            "what",
            "texts a second",
            "ms a text",
            "waiting");
        ExplainOptions cplrp = new() { Method = HateXlmrMini.Methods.CpLrp };
        Add(table, texts: 1, new Race(1, options.Rounds).Run(
            new("predict", () => model.Predict(text)),
            new("explain by AttnLRP", () => model.Explain(text)),
            new("explain by CP-LRP", () => model.Explain(text, cplrp))));
        return table;
    }

    private static void Add(Table table, int texts, ImmutableArray<Timing> timings)
    {
        foreach (Timing timing in timings)
        {
            table.Add(
                timing.Name,
                $"{Table.Number(1000 * texts / timing.Median)} ({Table.Number(1000 * texts / timing.Minimum)})",
                $"{Table.Number(timing.Median / texts)} ({Table.Number(timing.Minimum / texts)})",
                Table.Percent(timing.Delay));
        }
    }

    private static ImmutableArray<Candidate> Candidates(string[] texts, HateXlmrMini alone, HateXlmrMini together, int threads)
    {
        ExplainOptions cplrp = new() { Method = HateXlmrMini.Methods.CpLrp };
        string calls = threads == 1 ? "one text a call" : $"{threads} calls side by side";
        return
        [
            .. threads == 1 ? Steps(texts, alone) : [],
            new("tokenize, one thread", () => Each(1, texts, t => alone.Encoder!.Encode(t, alone.Description.Tokens!.MaxTokens))),
            new($"predict, {calls}", () => Each(threads, texts, t => alone.Predict(t))),
            new($"explain by AttnLRP, {calls}", () => Each(threads, texts, t => alone.Explain(t))),
            new($"explain by CP-LRP, {calls}", () => Each(threads, texts, t => alone.Explain(t, cplrp))),
            new("explain by AttnLRP, all in one batch", () => together.ExplainBatch(texts)),
        ];
    }

    private static ImmutableArray<Candidate> Streams(string[] texts, HateXlmrMini alone, int threads)
    {
        ExplainOptions cplrp = new() { Method = HateXlmrMini.Methods.CpLrp };
        ExplainManyOptions many = new() { Threads = threads };
        return
        [
            new("explain by AttnLRP, ExplainMany", () => All(alone.ExplainMany(texts, many: many))),
            new("explain by CP-LRP, ExplainMany", () => All(alone.ExplainMany(texts, cplrp, many))),
            new("predict, PredictMany", () => All(alone.PredictMany(texts, many: many))),
        ];
    }

    // The same on token ids and without an explanation as an object: what the network alone takes.
    private static ImmutableArray<Candidate> Steps(string[] texts, HateXlmrMini model)
    {
        TokenBatch[] batches = [.. texts.Select(t => TokenBatch.Of([.. model.Encoder!.Encode(t, model.Description.Tokens!.MaxTokens).Tokens.Select(e => e.Id)]))];
        Session session = model.CreateSession();
        MethodDescription attnlrp = HateXlmrMini.Methods.AttnLrp;
        return
        [
            new("token ids: forward", () => Each(1, batches, b => session.Predict(b))),
            new("token ids: forward + AttnLRP", () => Each(1, batches, b => session.Explain(b, attnlrp, [Target.Predicted]))),
            new("token ids: forward + AttnLRP, ledger", () => Each(1, batches, b => session.Explain(b, attnlrp, [Target.Predicted], RelevanceDetail.Ledger))),
        ];
    }

    private static void Each<T>(int threads, T[] items, Action<T> action)
    {
        if (threads == 1)
        {
            Array.ForEach(items, action);
        }
        else
        {
            Parallel.ForEach(items, new ParallelOptions { MaxDegreeOfParallelism = threads }, action);
        }
    }

    private static void All<T>(IAsyncEnumerable<T> results)
    {
        foreach (T _ in results.ToBlockingEnumerable())
        {
            // Taken, as a caller would.
        }
    }

    private static string[] TextsOf(string file) => [.. File.ReadLines(file).Where(l => l.Length > 0).Select(TextOf)];

    private static string TextOf(string line)
    {
        using JsonDocument json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("text").GetString()!;
    }
}
