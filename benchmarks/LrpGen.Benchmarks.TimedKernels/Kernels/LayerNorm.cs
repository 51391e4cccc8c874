using LrpGen.Runtime;
using Timed = LrpGen.Runtime.LayerNorm;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class LayerNorm
{
    public static void Forward(Matrix x, NormWeights w, Matrix y, Matrix statistics, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(x, w, y, statistics, workers);
        KernelClock.Stop(start, "LayerNorm.Forward");
    }

    public static void ForwardResidual(Matrix x, Matrix residual, NormWeights w, Matrix sum, Matrix y, Matrix statistics, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.ForwardResidual(x, residual, w, sum, y, statistics, workers);
        KernelClock.Stop(start, "LayerNorm.ForwardResidual");
    }

    public static void Relevance(Matrix g, NormWeights w, Matrix statistics, Matrix gIn, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Relevance(g, w, statistics, gIn, workers);
        KernelClock.Stop(start, "LayerNorm.Relevance");
    }
}
