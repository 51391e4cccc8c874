using LrpGen.Runtime;
using Timed = LrpGen.Runtime.Pooling;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class Pooling
{
    public static void MaxForward(Matrix x, PoolShape shape, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.MaxForward(x, shape, y, workers);
        KernelClock.Stop(start, "Pooling.MaxForward");
    }

    public static void MaxWinnerAdjoint(Matrix g, Matrix x, PoolShape shape, Matrix gIn, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.MaxWinnerAdjoint(g, x, shape, gIn, workers);
        KernelClock.Stop(start, "Pooling.MaxWinnerAdjoint");
    }

    public static void AverageForward(Matrix x, PoolShape shape, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.AverageForward(x, shape, y, workers);
        KernelClock.Stop(start, "Pooling.AverageForward");
    }
}
