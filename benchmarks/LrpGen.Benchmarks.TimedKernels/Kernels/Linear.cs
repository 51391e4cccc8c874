using LrpGen.Runtime;
using Timed = LrpGen.Runtime.Linear;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class Linear
{
    public static void Forward(Matrix x, PackedLinear w, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(x, w, y, workers);
        KernelClock.Stop(start, Name("forward", w), Operations(x.Rows, w));
    }

    public static void Forward(Matrix x, PackedLinear w, Activation f, Matrix z, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(x, w, f, z, y, workers);
        KernelClock.Stop(start, Name($"forward + {f}", w), Operations(x.Rows, w));
    }

    public static void Adjoint(Matrix g, PackedLinear w, Matrix gIn, bool accumulate, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Adjoint(g, w, gIn, accumulate, workers);
        KernelClock.Stop(start, Name(accumulate ? "adjoint, added" : "adjoint", w), Operations(g.Rows, w));
    }

    private static string Name(string what, PackedLinear w) => $"Linear {w.Outputs} × {w.Inputs} {what}";

    private static double Operations(int rows, PackedLinear w) => 2.0 * rows * w.Inputs * w.Outputs;
}
