using System.Collections.Immutable;
using LrpGen.Benchmarks.Measuring;
using LrpGen.Benchmarks.Reports;
using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Cases;

/// <summary>Single dense products in both directions, as a share of what the processor can do at most.</summary>
/// <remarks>
/// With weights in the cache, as a loop over one product has them, and with weights from memory, as a network has them
/// that is larger than the cache.
/// </remarks>
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
        foreach (VectorWidth width in options.Widths)
        {
            foreach (int threads in Options.Or(options.Threads, 1, 2))
            {
                report.Add(Measure(options, threads, width));
            }
        }
    }

    private static Table Measure(Options options, int threads, VectorWidth width)
    {
        Table table = new(
            $"Dense products, {(int)width} bits, {threads} {(threads == 1 ? "thread" : "threads")}",
            "Share of the peak of as many cores (FMA on registers, in the same race); medians. Cached: one product again and again. From memory: a ring of weights larger than the caches.",
            "outputs × inputs, rows",
            "GFLOP/s a core",
            "forward, cached",
            "from memory",
            "adjoint, cached",
            "from memory",
            "waiting");
        using Workers workers = new(threads, width);
        foreach ((int outputs, int inputs) in Shapes)
        {
            using RandomProduct product = new(outputs, inputs);
            foreach (int rows in Options.Or(options.Tokens, 1, 8, 16, 32, 128, 512))
            {
                Report.Progress($"products: {outputs} × {inputs}, {rows} rows, {(int)width} bits, {threads} threads");
                Row(table, product, rows, workers, options.Rounds);
            }
        }

        return table;
    }

    private static void Row(Table table, RandomProduct product, int rows, Workers workers, int rounds)
    {
        using AlignedBuffer x = RandomProduct.Values(rows, product.Inputs), y = RandomProduct.Values(rows, product.Outputs);
        using AlignedBuffer g = RandomProduct.Values(rows, product.Outputs), gIn = RandomProduct.Values(rows, product.Inputs);
        void Forward(PackedLinear w) => Linear.Forward(View(x, rows, w.Inputs), w, View(y, rows, w.Outputs), workers);
        void Adjoint(PackedLinear w) => Linear.Adjoint(View(g, rows, w.Outputs), w, View(gIn, rows, w.Inputs), accumulate: false, workers);
        ImmutableArray<Timing> timings = new Race(workers.Count, rounds, RoundMilliseconds: 20).Run(
            PeakRate.Candidate(workers.Width),
            new("forward, cached", () => Forward(product.First)),
            new("forward from memory", () => Forward(product.Next())),
            new("adjoint, cached", () => Adjoint(product.First)),
            new("adjoint from memory", () => Adjoint(product.Next())));
        double peak = PeakRate.Operations(workers.Width) / timings[0].Median / 1e6;
        double operations = 2.0 * rows * product.Inputs * product.Outputs;
        table.Add(
            [
                $"{product.Outputs} × {product.Inputs}, {rows}",
                Table.Number(peak),
                .. timings[1..].Select(t => Table.Percent(operations / t.Median / 1e6 / (peak * workers.Count))),
                Table.Percent(timings.Max(t => t.Delay)),
            ]);
    }

    private static Matrix View(AlignedBuffer buffer, int rows, int columns) => new(buffer.Span, rows, columns, columns);
}
