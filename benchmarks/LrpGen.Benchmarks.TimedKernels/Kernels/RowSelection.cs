using LrpGen.Runtime;
using Timed = LrpGen.Runtime.RowSelection;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class RowSelection
{
    public static void First(Matrix x, ReadOnlySpan<int> starts, Matrix y)
    {
        long start = KernelClock.Start();
        Timed.First(x, starts, y);
        KernelClock.Stop(start, "RowSelection");
    }

    public static void FirstAdjoint(Matrix g, ReadOnlySpan<int> starts, Matrix gIn)
    {
        long start = KernelClock.Start();
        Timed.FirstAdjoint(g, starts, gIn);
        KernelClock.Stop(start, "RowSelection");
    }
}
