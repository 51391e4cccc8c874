using System.Diagnostics;
using LrpGen.Benchmarks.Reports;
using LrpGen.Benchmarks.TimedKernels;
using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Measuring;

/// <summary>Where the time of a pass goes, kernel by kernel.</summary>
/// <remarks>
/// The pass runs several times, and every call counts with its fastest run: what disturbs one call in one pass does not
/// show. So the sum is a little less than the fastest whole pass.
/// </remarks>
internal static class KernelProfile
{
    /// <summary>Times a pass of a model whose kernels look at the clock.</summary>
    public static Table Of(string title, Action pass, int threads, int rounds)
    {
        double rate = PeakOfACore() * threads;
        pass();
        pass();
        List<double> wholes = [];
        List<IReadOnlyList<KernelCall>> passes = [];
        for (int round = 0; round < rounds; round++)
        {
            KernelClock.Begin();
            long start = Stopwatch.GetTimestamp();
            pass();
            wholes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            passes.Add(KernelClock.End());
        }

        KernelCall[] calls = [.. passes[0].Select((call, i) => call with { Milliseconds = passes.Min(p => p[i].Milliseconds) })];
        return Tabulate(title, calls, wholes.Min(), rate);
    }

    private static Table Tabulate(string title, KernelCall[] calls, double whole, double rate)
    {
        double sum = calls.Sum(c => c.Milliseconds);
        Table table = new(
            title,
            FormattableString.Invariant($"Milliseconds of all calls of a kernel, each with its fastest run; {calls.Length} calls. Fastest whole pass: {Table.Number(whole)} ms. Peak of the threads: {Table.Number(rate)} GFLOP/s."),
            "kernel",
            "calls",
            "ms",
            "share",
            "GFLOP/s",
            "of peak",
            "lost ms");
        foreach (IGrouping<string, KernelCall> kernel in calls.GroupBy(c => c.Kernel).OrderByDescending(k => k.Sum(c => c.Milliseconds)))
        {
            double time = kernel.Sum(c => c.Milliseconds);
            Row(table, kernel.Key, kernel.Count(), time, time / sum, kernel.Sum(c => c.Operations), rate);
        }

        Row(table, "all", calls.Length, sum, 1, calls.Sum(c => c.Operations), rate);
        return table;
    }

    // Lost is the time beyond what the operations take at the peak: where there is something to win.
    private static void Row(Table table, string kernel, int calls, double time, double share, double operations, double rate) => table.Add(
        kernel,
        Table.Whole(calls),
        Table.Number(time),
        Table.Percent(share),
        operations > 0 ? Table.Number(operations / time / 1e6) : string.Empty,
        operations > 0 ? Table.Percent(operations / time / 1e6 / rate) : string.Empty,
        Table.Number(time - (operations / rate / 1e6)));

    private static double PeakOfACore()
    {
        Timing peak = new Race(Threads: 1, Rounds: 9, RoundMilliseconds: 10).Run(PeakRate.Candidate(Vectors.Default))[0];
        return PeakRate.Operations(Vectors.Default) / peak.Minimum / 1e6;
    }
}
