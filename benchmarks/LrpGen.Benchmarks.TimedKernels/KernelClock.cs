using System.Diagnostics;

namespace LrpGen.Benchmarks.TimedKernels;

/// <summary>
/// Times every kernel call of a generated model, in the order of the calls.
/// </summary>
/// <remarks>
/// Generated code calls kernels by their simple names, and the types of its own namespace come before those that it
/// imports. The classes in this project's Kernels folder have the names of the runtime's, look at the clock and pass the
/// call on, so that the model compiled here is timed call by call while the product knows nothing of it.
/// </remarks>
public static class KernelClock
{
    private static readonly List<KernelCall> Current = [];

    /// <summary>Begins a pass: the calls from here on are its own.</summary>
    public static void Begin() => Current.Clear();

    /// <summary>The calls since <see cref="Begin"/>, in their order.</summary>
    public static IReadOnlyList<KernelCall> End() => [.. Current];

    internal static long Start() => Stopwatch.GetTimestamp();

    internal static void Stop(long start, string kernel, double operations = 0)
        => Current.Add(new KernelCall(kernel, operations, Stopwatch.GetElapsedTime(start).TotalMilliseconds));
}

/// <summary>One call of a kernel.</summary>
/// <param name="Kernel">Its name and, for products, the shape of the weights.</param>
/// <param name="Operations">Floating-point operations of a product; 0 for other kernels.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record KernelCall(string Kernel, double Operations, double Milliseconds);
