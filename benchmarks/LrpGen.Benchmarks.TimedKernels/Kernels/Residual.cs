using LrpGen.Runtime;
using Timed = LrpGen.Runtime.Residual;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class Residual
{
    public static void Add(Matrix a, Matrix b, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Add(a, b, y, workers);
        KernelClock.Stop(start, "Residual.Add");
    }

    public static void Copy(Matrix a, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Copy(a, y, workers);
        KernelClock.Stop(start, "Residual.Copy");
    }

    public static void Clear(Matrix y)
    {
        long start = KernelClock.Start();
        Timed.Clear(y);
        KernelClock.Stop(start, "Residual.Clear");
    }
}
