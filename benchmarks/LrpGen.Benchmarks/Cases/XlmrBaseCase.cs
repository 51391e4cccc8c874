using System.Collections.Immutable;
using LrpGen.Benchmarks.Checkpoints;
using LrpGen.Benchmarks.Encoders;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Models;
using LrpGen.Benchmarks.Onnx;
using LrpGen.Benchmarks.Reports;
using LrpGen.Benchmarks.TimedKernels;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Benchmarks.Cases;

/// <summary>A transformer of XLM-R-base's shape against ONNX Runtime on the same weights.</summary>
/// <remarks>The vocabulary is small: looking a row up takes the same time in a large table, which would only fill the disk.</remarks>
internal sealed class XlmrBaseCase : ICase
{
    // layer_norm_eps and pad_token_id of the description.
    private const float Epsilon = 1e-5f;
    private const int Padding = 1;

    // Float sums of up to 3072 values in another order, twelve layers deep.
    private const double TolerableDifference = 1e-3;

    /// <inheritdoc/>
    public string Name => "xlmr-base";

    /// <inheritdoc/>
    public string Summary => "XLM-R-base (12 layers, 768): forward and forward + relevance against ONNX Runtime's forward";

    /// <inheritdoc/>
    public void Run(Options options, Report report)
    {
        string folder = Folders.Artifacts(Name);
        RandomCheckpoint.Ensure(folder, XlmrBase.Model.Weights, EncoderWeights.Distribution);
        if (options.Profile)
        {
            Profile(folder, options, report);
            return;
        }

        string onnx = OnnxEncoder.Write(folder, XlmrBase.Model, Epsilon);
        if (options.Once is { } what)
        {
            Once(what, folder, onnx, options);
            return;
        }

        using XlmrBase model = XlmrBase.Load(folder, new TextClassifierOptions { TokenIdsOnly = true });
        foreach (int threads in Options.Or(options.Threads, 1, 2))
        {
            Table table = Begin(threads);
            using OnnxSession peer = new(onnx, threads);
            foreach (int batch in Options.Or(options.Batches, 1, 8))
            {
                foreach (int tokens in Options.Or(options.Tokens, 16, 32, 128, 512))
                {
                    Report.Progress($"{Name}: {batch} × {tokens} tokens, {threads} threads");
                    Measure(table, model, peer, batch, tokens, threads, options.Rounds);
                }
            }

            report.Add(table);
        }
    }

    private static void Once(string what, string folder, string onnx, Options options)
    {
        int tokens = Options.Or(options.Tokens, 128)[0], threads = Options.Or(options.Threads, 1)[0];
        if (what == "ort")
        {
            int[] ids = [.. Enumerable.Range(4, tokens)];
            using OnnxSession session = new(onnx, threads);
            using OnnxSession.Binding bound = OnnxEncoder.Bind(session, ids, 1, Padding, new float[XlmrBase.Model.Labels.Length]);
            WholeProcess.Print(what, bound.Run);
            return;
        }

        WholeProcess.Run(what, options.Packed ? Packed(folder, options.Storage) : folder, options.Storage, tokens, threads);
    }

    // In a folder of its own, for a model.lrpw beside the checkpoint would be loaded by all other runs.
    private static string Packed(string folder, WeightType storage)
    {
        string path = Path.Combine(Folders.Artifacts($"xlmr-base-packed-{storage}"), "model.lrpw");
        if (!File.Exists(path))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            XlmrBase.Pack(folder, path, storage);
        }

        return path;
    }

    private static void Profile(string folder, Options options, Report report)
    {
        using TimedXlmrBase model = TimedXlmrBase.Load(folder, new TextClassifierOptions { TokenIdsOnly = true });
        foreach (int threads in Options.Or(options.Threads, 1))
        {
            foreach (int batch in Options.Or(options.Batches, 1))
            {
                foreach (int tokens in Options.Or(options.Tokens, 16, 128, 512))
                {
                    using EncoderRun run = new(model, batch, tokens, threads);
                    string of = $"{batch} × {tokens} tokens, threads: {threads}";
                    report.Add(KernelProfile.Of($"Forward, {of}", run.Forward, threads, options.Rounds));
                    report.Add(KernelProfile.Of($"Forward + AttnLRP, {of}", () => run.Explain("attnlrp"), threads, options.Rounds));
                    report.Add(KernelProfile.Of($"Forward + CP-LRP, {of}", () => run.Explain("cplrp"), threads, options.Rounds));
                }
            }
        }
    }

    private static Table Begin(int threads) => new(
        $"XLM-R-base, {threads} {(threads == 1 ? "thread" : "threads")}",
        "Milliseconds a batch: median, and minimum in brackets. Ratios of medians (of minima): ORT / LrpGen's forward, above 1 where LrpGen is faster; forward + relevance / forward.",
        "batch × tokens",
        "ORT forward",
        "forward",
        "GFLOP/s",
        "ORT / forward",
        "+ AttnLRP",
        "/ forward",
        "+ CP-LRP",
        "/ forward",
        "waiting");

    private static void Measure(Table table, XlmrBase model, OnnxSession peer, int batch, int tokens, int threads, int rounds)
    {
        using EncoderRun run = new(model, batch, tokens, threads);
        float[] expected = new float[batch * model.Labels.Length];
        using OnnxSession.Binding bound = OnnxEncoder.Bind(peer, run.Ids, batch, Padding, expected);
        Compare(run, bound, expected);
        ImmutableArray<Timing> timings = new Race(threads, rounds).Run(
            new("ORT forward", bound.Run),
            new("forward", run.Forward),
            new("forward + AttnLRP", () => run.Explain("attnlrp")),
            new("forward + CP-LRP", () => run.Explain("cplrp")));
        Timing ort = timings[0], forward = timings[1], attnlrp = timings[2], cplrp = timings[3];
        table.Add(
            $"{batch} × {tokens}",
            Table.Time(ort),
            Table.Time(forward),
            Table.Number(EncoderCost.Forward(model.Description, batch, tokens) / forward.Median / 1e6),
            Table.Ratio(ort, forward),
            Table.Time(attnlrp),
            Table.Ratio(attnlrp, forward),
            Table.Time(cplrp),
            Table.Ratio(cplrp, forward),
            Table.Percent(timings.Max(t => t.Delay)));
    }

    // A race between two networks that compute different things would say nothing.
    private static void Compare(EncoderRun run, OnnxSession.Binding peer, float[] expected)
    {
        run.Forward();
        peer.Run();
        double difference = run.Logits().Zip(expected, (a, b) => Math.Abs((double)a - b)).Max();
        if (!(difference <= TolerableDifference))
        {
            throw new InvalidOperationException($"Logits differ by {difference:E1} between LrpGen and ONNX Runtime ({TolerableDifference:E1} at most): they do not compute the same.");
        }

        Report.Progress($"  logits differ by {difference:E1} at most");
    }
}
