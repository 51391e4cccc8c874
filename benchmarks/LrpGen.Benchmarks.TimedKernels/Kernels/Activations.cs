using LrpGen.Runtime;
using Timed = LrpGen.Runtime.Activations;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class Activations
{
    public static void Relevance(Activation f, Matrix g, Matrix z, Matrix gIn, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Relevance(f, g, z, gIn, workers);
        KernelClock.Stop(start, "Activations.Relevance");
    }
}
