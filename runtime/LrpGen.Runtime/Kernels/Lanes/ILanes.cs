namespace LrpGen.Runtime;

/// <summary>
/// Sixteen floats that are computed on together: one 512-bit register, two of 256 bits or four of 128.
/// </summary>
/// <remarks>
/// Element-wise kernels are written once, generic over this interface; the JIT compiles them for each width and inlines
/// every member. A row is always a whole number of sixteens (<see cref="Matrix.Padding"/>), so that no kernel has a tail,
/// and sums are taken in one order at all widths.
/// </remarks>
internal unsafe interface ILanes<TSelf>
    where TSelf : unmanaged, ILanes<TSelf>
{
    /// <summary>Floats in a group.</summary>
    const int Count = 16;

    static abstract VectorWidth Width { get; }

    static abstract TSelf Load(float* source);

    static abstract TSelf Create(float value);

    void Store(float* destination);

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator /(TSelf a, TSelf b);

    /// <summary>a·b + c, rounded once at 512 and 256 bits, twice at 128.</summary>
    static abstract TSelf MultiplyAdd(TSelf a, TSelf b, TSelf c);

    /// <summary>The larger one; <paramref name="b"/> where either is not a number, so what may be goes second.</summary>
    static abstract TSelf Max(TSelf a, TSelf b);

    /// <summary>The smaller one; <paramref name="b"/> where either is not a number, so what may be goes second.</summary>
    static abstract TSelf Min(TSelf a, TSelf b);

    /// <summary>The larger one; not a number where either is not.</summary>
    static abstract TSelf MaxOrNaN(TSelf a, TSelf b);

    static abstract TSelf Abs(TSelf a);

    /// <summary><paramref name="value"/>, negated where <paramref name="sign"/> has its sign bit set.</summary>
    static abstract TSelf FlipSign(TSelf value, TSelf sign);

    /// <summary>a &gt; b ? whenTrue : whenFalse.</summary>
    static abstract TSelf WhereGreater(TSelf a, TSelf b, TSelf whenTrue, TSelf whenFalse);

    /// <summary><paramref name="value"/>·2ⁿ, where n from −126 to 127 stands in the lowest bits of <paramref name="shifted"/>; not a number where the value is not.</summary>
    static abstract TSelf ScaleByPowerOfTwo(TSelf value, TSelf shifted);

    /// <summary>Sum over the lanes: halves are added until one lane is left.</summary>
    static abstract float Sum(TSelf a);

    /// <summary>Largest lane.</summary>
    static abstract float Maximum(TSelf a);
}
