using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LrpGen.Runtime;

/// <summary>Stores registers that hold one input each for several tokens as rows of one token each.</summary>
internal static unsafe class TransposedStore
{
    /// <summary>Eight inputs of sixteen tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        Vector512<float> r0, Vector512<float> r1, Vector512<float> r2, Vector512<float> r3,
        Vector512<float> r4, Vector512<float> r5, Vector512<float> r6, Vector512<float> r7,
        float* target, nint stride, bool accumulate)
    {
        Store(r0.GetLower(), r1.GetLower(), r2.GetLower(), r3.GetLower(), r4.GetLower(), r5.GetLower(), r6.GetLower(), r7.GetLower(), target, stride, accumulate);
        Store(r0.GetUpper(), r1.GetUpper(), r2.GetUpper(), r3.GetUpper(), r4.GetUpper(), r5.GetUpper(), r6.GetUpper(), r7.GetUpper(), target + (8 * stride), stride, accumulate);
    }

    /// <summary>Eight inputs of eight tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3,
        Vector256<float> r4, Vector256<float> r5, Vector256<float> r6, Vector256<float> r7,
        float* target, nint stride, bool accumulate)
    {
        Store(r0, r1, r2, r3, target, stride, accumulate);
        Store(r4, r5, r6, r7, target + 4, stride, accumulate);
    }

    /// <summary>Four inputs of eight tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3, float* target, nint stride, bool accumulate)
    {
        Store(r0.GetLower(), r1.GetLower(), r2.GetLower(), r3.GetLower(), target, stride, accumulate);
        Store(r0.GetUpper(), r1.GetUpper(), r2.GetUpper(), r3.GetUpper(), target + (4 * stride), stride, accumulate);
    }

    /// <summary>Four inputs of four tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(
        Vector128<float> r0, Vector128<float> r1, Vector128<float> r2, Vector128<float> r3, float* target, nint stride, bool accumulate)
    {
        Transpose.Four(ref r0, ref r1, ref r2, ref r3);
        if (accumulate)
        {
            r0 += Vector128.Load(target);
            r1 += Vector128.Load(target + stride);
            r2 += Vector128.Load(target + (2 * stride));
            r3 += Vector128.Load(target + (3 * stride));
        }

        r0.Store(target);
        r1.Store(target + stride);
        r2.Store(target + (2 * stride));
        r3.Store(target + (3 * stride));
    }
}
