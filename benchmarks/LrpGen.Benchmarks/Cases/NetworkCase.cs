using System.Collections.Immutable;
using LrpGen.Benchmarks.Checkpoints;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Networks;
using LrpGen.Benchmarks.Onnx;
using LrpGen.Benchmarks.Reports;
using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Cases;

/// <summary>A convolutional network against ONNX Runtime on the same weights.</summary>
/// <param name="Name">Name on the command line, and of its description in <c>models</c>.</param>
/// <param name="Title">What tables call it.</param>
/// <param name="Model">What is known of the network.</param>
/// <param name="Load">Loads the compiled network from a folder.</param>
/// <param name="LoadTimed">Loads the same network with kernels that look at the clock.</param>
internal sealed record NetworkCase(
    string Name, string Title, ModelDescription Model, Func<string, ArrayClassifier> Load, Func<string, ArrayClassifier> LoadTimed) : ICase
{
    // Relative to the largest logit: float sums of up to 25 088 values in another order, sixteen layers deep.
    private const double TolerableDifference = 1e-4;

    /// <inheritdoc/>
    public string Summary => $"{Title}: forward and forward + relevance against ONNX Runtime's forward";

    /// <inheritdoc/>
    public void Run(Options options, Report report)
    {
        string folder = Folders.Artifacts(Name);
        RandomCheckpoint.Ensure(folder, Model.Weights, NetworkWeights.Distribution);
        string description = Path.Combine(Folders.Root, "benchmarks", "LrpGen.Benchmarks", "models", Name + ".lrp.json");
        if (options.Profile)
        {
            Profile(folder, options, report);
            return;
        }

        using ArrayClassifier model = Load(folder);
        string onnx = OnnxNetwork.Write(folder, description);
        foreach (int threads in Options.Or(options.Threads, 1, 2))
        {
            Table table = Begin(threads);
            foreach (int batch in Options.Or(options.Batches, 1, 8))
            {
                Report.Progress($"{Name}: batch of {batch}, {threads} threads");
                Measure(table, model, onnx, batch, threads, options.Rounds);
            }

            report.Add(table);
        }
    }

    private void Profile(string folder, Options options, Report report)
    {
        using ArrayClassifier model = LoadTimed(folder);
        foreach (int threads in Options.Or(options.Threads, 1))
        {
            foreach (int batch in Options.Or(options.Batches, 1))
            {
                using NetworkRun run = new(model, batch, threads);
                string of = $"{Title}, batch of {batch}, threads: {threads}";
                report.Add(KernelProfile.Of($"Forward, {of}", run.Forward, threads, options.Rounds));
                foreach (MethodDescription method in model.Description.Methods)
                {
                    report.Add(KernelProfile.Of($"Forward + {method.Name}, {of}", () => run.Explain(method), threads, options.Rounds));
                }
            }
        }
    }

    private Table Begin(int threads) => new(
        $"{Title}, {threads} {(threads == 1 ? "thread" : "threads")}",
        "Milliseconds a batch: median, and minimum in brackets. Ratios of medians (of minima): ORT / LrpGen's forward, above 1 where LrpGen is faster; forward + relevance / forward.",
        [
            "batch", "ORT forward", "forward", "GFLOP/s", "ORT / forward",
            .. Model.Methods.SelectMany(method => new[] { "+ " + method.Name, "/ forward" }),
            "waiting",
        ]);

    private static void Measure(Table table, ArrayClassifier model, string onnx, int batch, int threads, int rounds)
    {
        using NetworkRun run = new(model, batch, threads);
        using OnnxSession peer = new(onnx, threads, batch);
        float[] expected = new float[batch * model.Description.Labels.Length];
        using OnnxSession.Binding bound = peer.Bind(
            run.Input, [batch, .. model.Description.Values!.Shape.Select(size => (long)size)], expected, [batch, expected.Length / batch]);
        Compare(run, bound, expected);
        ImmutableArray<MethodDescription> methods = model.Description.Methods;
        ImmutableArray<Timing> timings = new Race(threads, rounds).Run(
            [
                new("ORT forward", bound.Run),
                new("forward", run.Forward),
                .. methods.Select(method => new Candidate("forward + " + method.Name, () => run.Explain(method))),
            ]);
        Timing ort = timings[0], forward = timings[1];
        table.Add(
            [
                Table.Whole(batch),
                Table.Time(ort),
                Table.Time(forward),
                Table.Number(NetworkCost.Forward(model.Description, batch) / forward.Median / 1e6),
                Table.Ratio(ort, forward),
                .. timings[2..].SelectMany(explained => new[] { Table.Time(explained), Table.Ratio(explained, forward) }),
                Table.Percent(timings.Max(t => t.Delay)),
            ]);
    }

    // A race between two networks that compute different things would say nothing.
    private static void Compare(NetworkRun run, OnnxSession.Binding peer, float[] expected)
    {
        run.Forward();
        peer.Run();
        double largest = expected.Max(Math.Abs);
        double difference = run.Logits().Zip(expected, (a, b) => Math.Abs((double)a - b)).Max() / largest;
        if (!(difference <= TolerableDifference))
        {
            throw new InvalidOperationException($"Logits differ by {difference:E1} of the largest between LrpGen and ONNX Runtime ({TolerableDifference:E1} at most): they do not compute the same.");
        }

        Report.Progress($"  logits differ by {difference:E1} of the largest ({largest:G3}) at most");
    }
}
