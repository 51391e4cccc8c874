using System.Collections.Immutable;
using LrpGen.Benchmarks.Checkpoints;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Networks;
using LrpGen.Benchmarks.Onnx;
using LrpGen.Benchmarks.Reports;
using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Cases;

/// <summary>Single convolutions of VGG-16 and ResNet-18 in both directions, as a share of what the processor can do at most.</summary>
/// <remarks>
/// Weights, input and output are those of the round before: what fits is in the caches. ONNX Runtime blocks its input and
/// unblocks its output around a single convolution, which a network does once only.
/// </remarks>
internal sealed class ConvolutionsCase : ICase
{
    private static readonly ImmutableArray<RandomConvolution.Sizes> Shapes =
    [
        new(3, 64, 224, Kernel: 3), new(64, 64, 224, Kernel: 3), new(128, 128, 112, Kernel: 3), new(256, 256, 56, Kernel: 3),
        new(512, 512, 28, Kernel: 3), new(512, 512, 14, Kernel: 3), new(3, 64, 224, Kernel: 7, Stride: 2), new(64, 64, 56, Kernel: 3),
        new(64, 128, 56, Kernel: 3, Stride: 2), new(64, 128, 56, Kernel: 1, Stride: 2), new(256, 256, 14, Kernel: 3),
        new(512, 512, 7, Kernel: 3), new(64, 256, 56, Kernel: 1), new(1024, 256, 14, Kernel: 1),
    ];

    /// <inheritdoc/>
    public string Name => "convolutions";

    /// <inheritdoc/>
    public string Summary => "convolutions of VGG-16 and ResNet, forward and adjoint, as a share of the FMA peak";

    /// <inheritdoc/>
    public void Run(Options options, Report report)
    {
        string folder = Folders.Artifacts(Name);
        RandomCheckpoint.Ensure(folder, Shapes.Select(s => s.Weight), NetworkWeights.Distribution);
        using Checkpoint checkpoint = Checkpoint.Open(folder);
        SafetensorsPlaces places = new(Path.Combine(folder, "model.safetensors"));
        foreach (VectorWidth width in options.Widths)
        {
            foreach (int threads in Options.Or(options.Threads, 1, 2))
            {
                report.Add(Measure(folder, checkpoint, places, options.Rounds, threads, width));
            }
        }
    }

    private static Table Measure(string folder, Checkpoint checkpoint, SafetensorsPlaces places, int rounds, int threads, VectorWidth width)
    {
        Table table = new(
            $"Convolutions, {(int)width} bits, {threads} {(threads == 1 ? "thread" : "threads")}",
            "Share of the peak of as many cores (FMA on registers, in the same race); medians. ONNX Runtime uses the vectors that it likes.",
            "channels, positions, kernel",
            "GFLOP/s a core",
            "forward",
            "adjoint",
            "ORT forward",
            "ORT / forward",
            "waiting");
        using Workers workers = new(threads, width);
        foreach (RandomConvolution.Sizes sizes in Shapes)
        {
            using RandomConvolution convolution = new(sizes, checkpoint);
            using OnnxSession session = new(sizes.WriteOnnx(folder, places), threads, batch: 1);
            using OnnxSession.Binding peer = convolution.Bind(session);
            ImmutableArray<Timing> timings = new Race(threads, rounds, RoundMilliseconds: 20).Run(
                PeakRate.Candidate(width),
                new("forward", () => convolution.Forward(workers)),
                new("adjoint", () => convolution.Adjoint(workers)),
                new("ORT forward", peer.Run));
            double peak = PeakRate.Operations(width) / timings[0].Median / 1e6;
            table.Add(
                [
                    sizes.ToString(),
                    Table.Number(peak),
                    .. timings[1..].Select(t => Table.Percent(sizes.Operations / t.Median / 1e6 / (peak * threads))),
                    Table.Ratio(timings[3], timings[1]),
                    Table.Percent(timings.Max(t => t.Delay)),
                ]);
        }

        return table;
    }
}
