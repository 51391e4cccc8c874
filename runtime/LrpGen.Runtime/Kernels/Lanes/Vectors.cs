using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace LrpGen.Runtime;

/// <summary>The vector widths of this machine.</summary>
public static class Vectors
{
    private const string Variable = "LRPGEN_VECTOR_BITS";

    // 0 until it is chosen. One word: a nullable width could be read when only its flag is written, and would be none.
    private static int s_default;

    /// <summary>
    /// The widest width that the machine runs in hardware, or the one that the environment variable
    /// <c>LRPGEN_VECTOR_BITS</c> (128, 256 or 512) asks for.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The variable names a width that the machine lacks.</exception>
    /// <exception cref="FormatException">The variable names no width.</exception>
    public static VectorWidth Default => Remembered(ref s_default);

    /// <summary>All widths that the machine can run, narrowest first; in a native program the one that it was compiled for.</summary>
    public static IReadOnlyList<VectorWidth> Available { get; } =
        [.. new[] { VectorWidth.Bits128, VectorWidth.Bits256, VectorWidth.Bits512 }.Where(IsAvailable)];

    // These are constants for the JIT and for NativeAOT, which drop the code behind a width that is not there.
    internal static bool Has512 => Vector512.IsHardwareAccelerated;

    internal static bool Has256 => Vector256.IsHardwareAccelerated && Fma.IsSupported;

    // A native program does not even start on a machine without the vectors that it was compiled for: narrower ones would
    // only make it larger, and are left out.
    internal static bool HasWidestOnly => !RuntimeFeature.IsDynamicCodeSupported;

    internal static bool IsAvailable(VectorWidth width) => width switch
    {
        VectorWidth.Bits512 => Has512,
        VectorWidth.Bits256 => Has256 && !(HasWidestOnly && Has512),
        VectorWidth.Bits128 => !(HasWidestOnly && (Has256 || Has512)),
        _ => false,
    };

    /// <summary>The default width, kept in a word that is 0 at first. Threads that come at once choose the same.</summary>
    internal static VectorWidth Remembered(ref int chosen)
    {
        int width = Volatile.Read(ref chosen);
        if (width == 0)
        {
            width = (int)Choose(Environment.GetEnvironmentVariable(Variable));
            Volatile.Write(ref chosen, width);
        }

        return (VectorWidth)width;
    }

    /// <summary>The width that a value of the environment variable stands for.</summary>
    internal static VectorWidth Choose(string? variable)
    {
        if (string.IsNullOrEmpty(variable))
        {
            return Has512 ? VectorWidth.Bits512 : Has256 ? VectorWidth.Bits256 : VectorWidth.Bits128;
        }

        VectorWidth width = variable switch
        {
            "128" => VectorWidth.Bits128,
            "256" => VectorWidth.Bits256,
            "512" => VectorWidth.Bits512,
            _ => throw new FormatException($"{Variable}: expected 128, 256 or 512, found \"{variable}\"."),
        };
        return Require(width, Variable);
    }

    /// <summary>Returns <paramref name="width"/> if the machine has it.</summary>
    internal static VectorWidth Require(VectorWidth width, string name) => IsAvailable(width)
        ? width
        : throw new PlatformNotSupportedException(
            $"{name}: there are no vectors of {(int)width} bits here, only {string.Join(", ", Available.Select(available => (int)available))}.");
}
