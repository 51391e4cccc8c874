using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace LrpGen.Runtime;

/// <summary>Sixteen floats in four 128-bit registers.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Lanes128>
{
    private readonly Vector128<float> _first;
    private readonly Vector128<float> _second;
    private readonly Vector128<float> _third;
    private readonly Vector128<float> _fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes128(Vector128<float> first, Vector128<float> second, Vector128<float> third, Vector128<float> fourth)
    {
        _first = first;
        _second = second;
        _third = third;
        _fourth = fourth;
    }

    public static VectorWidth Width => VectorWidth.Bits128;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(float* source) => new(
        Vector128.Load(source),
        Vector128.Load(source + 4),
        Vector128.Load(source + 8),
        Vector128.Load(source + 12));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Create(float value)
    {
        Vector128<float> all = Vector128.Create(value);
        return new(all, all, all, all);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Store(float* destination)
    {
        _first.Store(destination);
        _second.Store(destination + 4);
        _third.Store(destination + 8);
        _fourth.Store(destination + 12);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator +(Lanes128 a, Lanes128 b) => new(a._first + b._first, a._second + b._second, a._third + b._third, a._fourth + b._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator -(Lanes128 a, Lanes128 b) => new(a._first - b._first, a._second - b._second, a._third - b._third, a._fourth - b._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator *(Lanes128 a, Lanes128 b) => new(a._first * b._first, a._second * b._second, a._third * b._third, a._fourth * b._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 operator /(Lanes128 a, Lanes128 b) => new(a._first / b._first, a._second / b._second, a._third / b._third, a._fourth / b._fourth);

    // Not fused: a machine of this width may lack FMA, and its emulation is very slow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c) => new(
        (a._first * b._first) + c._first,
        (a._second * b._second) + c._second,
        (a._third * b._third) + c._third,
        (a._fourth * b._fourth) + c._fourth);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Max(Lanes128 a, Lanes128 b) => new(
        Vector128.MaxNative(a._first, b._first),
        Vector128.MaxNative(a._second, b._second),
        Vector128.MaxNative(a._third, b._third),
        Vector128.MaxNative(a._fourth, b._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Min(Lanes128 a, Lanes128 b) => new(
        Vector128.MinNative(a._first, b._first),
        Vector128.MinNative(a._second, b._second),
        Vector128.MinNative(a._third, b._third),
        Vector128.MinNative(a._fourth, b._fourth));

    // Unlike MaxNative, not a number where either is not.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MaxOrNaN(Lanes128 a, Lanes128 b) => new(
        Vector128.Max(a._first, b._first),
        Vector128.Max(a._second, b._second),
        Vector128.Max(a._third, b._third),
        Vector128.Max(a._fourth, b._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Abs(Lanes128 a) => new(
        Vector128.Abs(a._first),
        Vector128.Abs(a._second),
        Vector128.Abs(a._third),
        Vector128.Abs(a._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FlipSign(Lanes128 value, Lanes128 sign) => new(
        value._first ^ (sign._first & Vector128.Create(-0f)),
        value._second ^ (sign._second & Vector128.Create(-0f)),
        value._third ^ (sign._third & Vector128.Create(-0f)),
        value._fourth ^ (sign._fourth & Vector128.Create(-0f)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 WhereGreater(Lanes128 a, Lanes128 b, Lanes128 whenTrue, Lanes128 whenFalse) => new(
        Vector128.ConditionalSelect(Vector128.GreaterThan(a._first, b._first), whenTrue._first, whenFalse._first),
        Vector128.ConditionalSelect(Vector128.GreaterThan(a._second, b._second), whenTrue._second, whenFalse._second),
        Vector128.ConditionalSelect(Vector128.GreaterThan(a._third, b._third), whenTrue._third, whenFalse._third),
        Vector128.ConditionalSelect(Vector128.GreaterThan(a._fourth, b._fourth), whenTrue._fourth, whenFalse._fourth));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ScaleByPowerOfTwo(Lanes128 value, Lanes128 shifted) => new(
        value._first * PowerOfTwo(shifted._first),
        value._second * PowerOfTwo(shifted._second),
        value._third * PowerOfTwo(shifted._third),
        value._fourth * PowerOfTwo(shifted._fourth));

    // A product, so that a value that is no number stays one: n added to its exponent could make it a number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> PowerOfTwo(Vector128<float> shifted) => ((shifted.AsInt32() << 23) + Vector128.Create(127 << 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Lanes128 a)
    {
        Vector128<float> four = (a._first + a._third) + (a._second + a._fourth);
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two[0] + two[1];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Maximum(Lanes128 a)
    {
        Vector128<float> four = Vector128.Max(Vector128.Max(a._first, a._third), Vector128.Max(a._second, a._fourth));
        Vector128<float> two = Vector128.Max(four, Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1)));
        return MathF.Max(two[0], two[1]);
    }
}
