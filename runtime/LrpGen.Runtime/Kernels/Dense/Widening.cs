using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LrpGen.Runtime;

/// <summary>Numbers of 16 bits as floats, exactly; signalling NaNs of F16 may become quiet ones.</summary>
internal static unsafe class Widening
{
    // F16 in the place of a float's exponent and mantissa is too small by 2¹¹², subnormal numbers too.
    private const float Rescale = 5.192296858534828e33f;

    /// <summary>Widens <paramref name="count"/> numbers, a multiple of 16.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(WeightType type, ushort* source, float* target, nint count)
    {
        if (type == WeightType.BF16)
        {
            for (nint i = 0; i < count; i += 16)
            {
                Store(source + i, target + i, isHalf: false);
            }
        }
        else
        {
            for (nint i = 0; i < count; i += 16)
            {
                Store(source + i, target + i, isHalf: true);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ushort* source, float* target, bool isHalf)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<ushort> stored = Vector256.Load(source);
            Vector256<uint> low = Vector256.WidenLower(stored), high = Vector256.WidenUpper(stored);
            (isHalf ? OfHalf(low) : (low << 16).AsSingle()).Store(target);
            (isHalf ? OfHalf(high) : (high << 16).AsSingle()).Store(target + 8);
            return;
        }

        for (int i = 0; i < 16; i += 8)
        {
            Vector128<ushort> stored = Vector128.Load(source + i);
            Vector128<uint> low = Vector128.WidenLower(stored), high = Vector128.WidenUpper(stored);
            (isHalf ? OfHalf(low) : (low << 16).AsSingle()).Store(target + i);
            (isHalf ? OfHalf(high) : (high << 16).AsSingle()).Store(target + i + 4);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> OfHalf(Vector256<uint> half)
    {
        Vector256<uint> magnitude = half & Vector256.Create(0x7FFFu);
        Vector256<uint> value = ((magnitude << 13).AsSingle() * Rescale).AsUInt32();

        // Infinity and NaN have the largest exponent in both formats.
        value |= Vector256.GreaterThan(magnitude.AsInt32(), Vector256.Create(0x7BFF)).AsUInt32() & Vector256.Create(0x7F800000u);
        return (value | ((half ^ magnitude) << 16)).AsSingle();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> OfHalf(Vector128<uint> half)
    {
        Vector128<uint> magnitude = half & Vector128.Create(0x7FFFu);
        Vector128<uint> value = ((magnitude << 13).AsSingle() * Rescale).AsUInt32();
        value |= Vector128.GreaterThan(magnitude.AsInt32(), Vector128.Create(0x7BFF)).AsUInt32() & Vector128.Create(0x7F800000u);
        return (value | ((half ^ magnitude) << 16)).AsSingle();
    }
}
