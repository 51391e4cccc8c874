using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Transcendental functions on lanes; the same formulas, in the same order, at every width.</summary>
internal static class LaneMath
{
    /// <summary>
    /// eˣ for x in [−87.3, 88], clamped outside, to 2 units in the last place. x = n·ln 2 + r with ln 2 split in two
    /// (Cody and Waite, "Software Manual for the Elementary Functions", 1980), then a polynomial in r.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        // Adding 1.5·2²³ leaves the nearest integer in the lowest bits of the float.
        T magic = T.Create(12582912f);
        x = T.Min(T.Create(88f), T.Max(T.Create(-87.3f), x));
        T shifted = T.MultiplyAdd(x, T.Create(1.44269504f), magic);
        T n = shifted - magic;
        T r = T.MultiplyAdd(n, T.Create(-0.693145752f), x);
        r = T.MultiplyAdd(n, T.Create(-1.42860677e-6f), r);
        T p = T.MultiplyAdd(T.Create(1.3981999e-3f), r, T.Create(8.3334519e-3f));
        p = T.MultiplyAdd(p, r, T.Create(4.1665796e-2f));
        p = T.MultiplyAdd(p, r, T.Create(1.6666665e-1f));
        p = T.MultiplyAdd(p, r, T.Create(0.5f));
        p = T.MultiplyAdd(p, r, T.Create(1f));
        p = T.MultiplyAdd(p, r, T.Create(1f));
        return T.ScaleByPowerOfTwo(p, shifted);
    }

    /// <summary>1/(1 + e⁻ˣ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x)
        where T : unmanaged, ILanes<T> => T.Create(1f) / (T.Create(1f) + Exp(T.Create(0f) - x));

    /// <summary>σ(x), and 1 − σ(x) without the cancellation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sigmoid<T>(T x, out T complement)
        where T : unmanaged, ILanes<T>
    {
        T exp = Exp(T.Create(0f) - x);
        T sigmoid = T.Create(1f) / (T.Create(1f) + exp);
        complement = exp * sigmoid;
        return sigmoid;
    }

    /// <summary>
    /// log(1 + x) for x in [0, 1]: 2·artanh(s) with s = x/(2 + x) ≤ ⅓, whose series ends at s¹⁵; what is left out is below 2·10⁻⁹.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T LogOnePlus<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        T s = x / (x + T.Create(2f));
        T square = s * s;
        T p = T.MultiplyAdd(square, T.Create(1f / 15), T.Create(1f / 13));
        p = T.MultiplyAdd(p, square, T.Create(1f / 11));
        p = T.MultiplyAdd(p, square, T.Create(1f / 9));
        p = T.MultiplyAdd(p, square, T.Create(1f / 7));
        p = T.MultiplyAdd(p, square, T.Create(1f / 5));
        p = T.MultiplyAdd(p, square, T.Create(1f / 3));
        return (s + s) * T.MultiplyAdd(p, square, T.Create(1f));
    }

    /// <summary>
    /// tanh(x)/x, which is 1 at 0: the polynomial of Cephes (Moshier, tanhf) up to 0.625, 1 − 2/(e²ˣ + 1) above.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T TanhRatio<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        T magnitude = T.Abs(x);
        T square = x * x;
        T p = T.MultiplyAdd(T.Create(-5.70498872745e-3f), square, T.Create(2.06390887954e-2f));
        p = T.MultiplyAdd(p, square, T.Create(-5.37397155531e-2f));
        p = T.MultiplyAdd(p, square, T.Create(1.33314422036e-1f));
        p = T.MultiplyAdd(p, square, T.Create(-3.33332819422e-1f));
        T small = T.MultiplyAdd(p, square, T.Create(1f));
        T large = TanhAbove(magnitude) / T.Max(T.Create(0.5f), magnitude);
        return T.WhereGreater(magnitude, T.Create(0.625f), large, small);
    }

    /// <summary>tanh(x).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Tanh<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        T magnitude = T.Abs(x);
        return T.WhereGreater(magnitude, T.Create(0.625f), T.FlipSign(TanhAbove(magnitude), x), x * TanhRatio(x));
    }

    /// <summary>
    /// The error function, to 2·10⁻⁷ absolute: a rational minimax approximation on [−4, 4] (the one of Eigen's float erf).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Erf<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        x = T.Max(T.Create(-4f), T.Min(T.Create(4f), x));
        T z = x * x;
        T p = T.MultiplyAdd(z, T.Create(-2.72614225801306e-10f), T.Create(2.77068142495902e-08f));
        p = T.MultiplyAdd(p, z, T.Create(-2.10102402082508e-06f));
        p = T.MultiplyAdd(p, z, T.Create(-5.69250639462346e-05f));
        p = T.MultiplyAdd(p, z, T.Create(-7.34990630326855e-04f));
        p = T.MultiplyAdd(p, z, T.Create(-2.95459980854025e-03f));
        p = T.MultiplyAdd(p, z, T.Create(-1.60960333262415e-02f));
        T q = T.MultiplyAdd(z, T.Create(-1.45660718464996e-05f), T.Create(-2.13374055278905e-04f));
        q = T.MultiplyAdd(q, z, T.Create(-1.68282697438203e-03f));
        q = T.MultiplyAdd(q, z, T.Create(-7.37332916720468e-03f));
        q = T.MultiplyAdd(q, z, T.Create(-1.42647390514189e-02f));
        return p * x / q;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T TanhAbove<T>(T magnitude)
        where T : unmanaged, ILanes<T> =>
        T.Create(1f) - (T.Create(2f) / (Exp(magnitude + magnitude) + T.Create(1f)));
}
