using System.Collections.Immutable;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Reports;
using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Cases;

/// <summary>Single dense products in both directions, as a share of what the processor can do at most.</summary>
internal sealed class ProductsCase : ICase
{
    private static readonly ImmutableArray<(int Outputs, int Inputs)> Shapes = [(768, 768), (2304, 768), (3072, 768), (768, 3072)];

    /// <inheritdoc/>
    public string Name => "products";

    /// <inheritdoc/>
    public string Summary => "dense products of XLM-R-base, forward and adjoint, as a share of the FMA peak";

    /// <inheritdoc/>
    public void Run(Options options, Report report)
    {
        foreach (int threads in Options.Or(options.Threads, 1, 2))
        {
            foreach (VectorWidth width in Vectors.Available.Reverse())
            {
                report.Add(Measure(options, threads, width));
            }
        }
    }

    private static Table Measure(Options options, int threads, VectorWidth width)
    {
        Table table = new(
            $"Dense products, {(int)width} bits, {threads} {(threads == 1 ? "thread" : "threads")}",
            "GFLOP/s and share of the peak of as many cores; medians. Peak: FMA on registers, in the same race.",
            "outputs × inputs, rows",
            "peak of a core",
            "forward",
            "of peak",
            "adjoint",
            "of peak",
            "waiting");
        using Workers workers = new(threads, width);
        foreach ((int outputs, int inputs) in Shapes)
        {
            using Product product = new(outputs, inputs);
            foreach (int rows in Options.Or(options.Tokens, 1, 8, 16, 32, 128, 512))
            {
                Report.Progress($"products: {outputs} × {inputs}, {rows} rows, {(int)width} bits, {threads} threads");
                Row(table, product, rows, workers, options.Rounds);
            }
        }

        return table;
    }

    private static void Row(Table table, Product product, int rows, Workers workers, int rounds)
    {
        using AlignedBuffer inputs = Product.Random(rows, product.Inputs), outputs = Product.Random(rows, product.Outputs);
        using AlignedBuffer forward = Product.Random(rows, product.Outputs), adjoint = Product.Random(rows, product.Inputs);
        ImmutableArray<Timing> timings = new Race(workers.Count, rounds, RoundMilliseconds: 20).Run(
            PeakRate.Candidate(workers.Width),
            new("forward", () => Linear.Forward(View(inputs, rows, product.Inputs), product.Weights, View(forward, rows, product.Outputs), workers)),
            new("adjoint", () => Linear.Adjoint(View(outputs, rows, product.Outputs), product.Weights, View(adjoint, rows, product.Inputs), accumulate: false, workers)));
        double peak = PeakRate.Operations(workers.Width) / timings[0].Median / 1e6;
        double operations = 2.0 * rows * product.Inputs * product.Outputs;
        double[] rates = [.. timings[1..].Select(t => operations / t.Median / 1e6)];
        table.Add(
            $"{product.Outputs} × {product.Inputs}, {rows}",
            Table.Number(peak),
            Table.Number(rates[0]),
            Table.Percent(rates[0] / (peak * workers.Count)),
            Table.Number(rates[1]),
            Table.Percent(rates[1] / (peak * workers.Count)),
            Table.Percent(timings.Max(t => t.Delay)));
    }

    private static Matrix View(AlignedBuffer buffer, int rows, int columns) => new(buffer.Span, rows, columns, columns);

    /// <summary>Random weights of a dense layer.</summary>
    private sealed class Product(int outputs, int inputs) : IDisposable
    {
        public int Outputs => outputs;

        public int Inputs => inputs;

        public PackedLinear Weights { get; } = PackedLinear.Pack(new LinearPart(new RandomSource(outputs, inputs), null));

        public static AlignedBuffer Random(int rows, int columns)
        {
            AlignedBuffer buffer = new((long)rows * columns);
            RandomSource.Fill(buffer.Span);
            return buffer;
        }

        public void Dispose() => Weights.Dispose();
    }

    private sealed class RandomSource(int outputs, int inputs) : IFloatSource
    {
        private readonly long[] shape = [outputs, inputs];

        public string Name => "weight";

        public ReadOnlySpan<long> Shape => shape;

        public static void Fill(Span<float> values)
        {
            Random random = new(1);
            foreach (ref float value in values)
            {
                value = random.NextSingle() - 0.5f;
            }
        }

        public void Read(long start, Span<float> destination) => Fill(destination);
    }
}
