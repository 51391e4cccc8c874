using LrpGen.Runtime;
using Timed = LrpGen.Runtime.Convolution;

namespace LrpGen.Benchmarks.TimedKernels;

internal static class Convolution
{
    public static void Forward(Matrix x, PackedConvolution w, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(x, w, y, workers);
        KernelClock.Stop(start, Name("forward", w), Operations(y.Rows, w));
    }

    public static void Forward(ReadOnlySpan<float> planes, PackedConvolution w, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(planes, w, y, workers);
        KernelClock.Stop(start, Name("forward", w), Operations(y.Rows, w));
    }

    public static void Forward(ReadOnlySpan<float> planes, PackedConvolution w, Activation f, Matrix z, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(planes, w, f, z, y, workers);
        KernelClock.Stop(start, Name($"forward + {f}", w), Operations(y.Rows, w));
    }

    public static void Forward(Matrix x, PackedConvolution w, Activation f, Matrix z, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(x, w, f, z, y, workers);
        KernelClock.Stop(start, Name($"forward + {f}", w), Operations(y.Rows, w));
    }

    public static void Forward(Matrix x, PackedConvolution w, Matrix residual, Activation f, Matrix z, Matrix sum, Matrix y, Workers workers)
    {
        long start = KernelClock.Start();
        Timed.Forward(x, w, residual, f, z, sum, y, workers);
        KernelClock.Stop(start, Name($"forward + sum + {f}", w), Operations(y.Rows, w));
    }

    private static string Name(string what, PackedConvolution w)
    {
        ConvolutionShape shape = w.Shape;
        return $"Convolution {shape.InputChannels} → {shape.OutputChannels}, {shape.Height.Input}², {shape.Height.Kernel}×{shape.Width.Kernel} / {shape.Height.Stride} {what}";
    }

    private static double Operations(int rows, PackedConvolution w) =>
        2.0 * rows * w.Shape.Taps * w.Shape.InputChannels / w.Shape.Groups * w.Shape.OutputChannels;
}
