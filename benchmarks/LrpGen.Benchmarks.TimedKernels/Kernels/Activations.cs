using LrpGen.Runtime;
using Timed = LrpGen.Runtime.Activations;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class Activations
{
    public static void Forward(Activation f, Matrix z, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(f, z, y, workers);
        KernelClock.Stop(start, "Activations.Forward");
    }

    public static void Relevance(Activation f, Matrix g, Matrix z, Matrix gIn, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Relevance(f, g, z, gIn, workers);
        KernelClock.Stop(start, "Activations.Relevance");
    }

    public static void Gradient(Activation f, Matrix g, Matrix z, Matrix gIn, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Gradient(f, g, z, gIn, workers);
        KernelClock.Stop(start, "Activations.Gradient");
    }
}
