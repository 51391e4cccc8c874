using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LrpGen.Runtime;

/// <summary>What a dense product makes of each packed weight when it loads it. The JIT folds it into the product.</summary>
internal interface IWeightMap
{
    static abstract Vector512<float> Apply(Vector512<float> weight);

    static abstract Vector256<float> Apply(Vector256<float> weight);

    static abstract Vector128<float> Apply(Vector128<float> weight);
}

/// <summary>W.</summary>
internal readonly struct SignedWeights : IWeightMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> weight) => weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> weight) => weight;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Apply(Vector128<float> weight) => weight;
}

/// <summary>|W|.</summary>
internal readonly struct WeightMagnitudes : IWeightMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> weight) => Vector512.Abs(weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> weight) => Vector256.Abs(weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Apply(Vector128<float> weight) => Vector128.Abs(weight);
}

/// <summary>[W]⁺ = max(W, 0).</summary>
internal readonly struct PositiveWeights : IWeightMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> weight) => Vector512.MaxNative(Vector512<float>.Zero, weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> weight) => Vector256.MaxNative(Vector256<float>.Zero, weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Apply(Vector128<float> weight) => Vector128.MaxNative(Vector128<float>.Zero, weight);
}

/// <summary>[W]⁻ = min(W, 0).</summary>
internal readonly struct NegativeWeights : IWeightMap
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Apply(Vector512<float> weight) => Vector512.MinNative(Vector512<float>.Zero, weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Apply(Vector256<float> weight) => Vector256.MinNative(Vector256<float>.Zero, weight);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Apply(Vector128<float> weight) => Vector128.MinNative(Vector128<float>.Zero, weight);
}
