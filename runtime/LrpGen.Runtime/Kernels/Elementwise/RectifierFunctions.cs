using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>z where z &gt; 0, else slope·z (Maas et al. 2013).</summary>
internal readonly struct LeakyReluFunction(float slope) : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => z * Ratio(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => T.WhereGreater(z, T.Create(0f), T.Create(1f), T.Create(slope));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T> => Ratio(z);
}

/// <summary>z where z &gt; 0, else alpha·(eᶻ − 1) (Clevert et al. 2016).</summary>
internal readonly struct EluFunction(float alpha) : IActivationFunction
{
    /// <summary>eᶻ − 1 = 2t/(1 − t) with t = tanh(z/2): no cancellation for small z, and −1 at −∞.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        T t = LaneMath.Tanh(z * T.Create(0.5f));
        return T.WhereGreater(z, T.Create(0f), z, T.Create(alpha) * (t + t) / (T.Create(1f) - t));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        T half = z * T.Create(0.5f);
        T ratio = T.Create(alpha) * LaneMath.TanhRatio(half) / (T.Create(1f) - LaneMath.Tanh(half));
        return T.WhereGreater(z, T.Create(0f), T.Create(1f), ratio);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T> =>
        T.WhereGreater(z, T.Create(0f), T.Create(1f), T.Create(alpha) * LaneMath.Exp(z));
}

/// <summary>log(1 + eᶻ) (Dugas et al. 2000).</summary>
internal readonly struct SoftplusFunction : IActivationFunction
{
    /// <summary>[z]⁺ + log(1 + e^(−|z|)): no overflow, and no cancellation for z far below 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> =>
        T.Max(T.Create(0f), z) + LaneMath.LogOnePlus(LaneMath.Exp(T.Create(0f) - T.Abs(z)));

    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => throw new NotSupportedException("log(1 + eᶻ)/z is not finite at 0.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T> => LaneMath.Sigmoid(z);
}

/// <summary>z·min(max(z + 3, 0), 6)/6 (Howard et al. 2019).</summary>
internal readonly struct HardSwishFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => z * Ratio(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> =>
        T.Min(T.Create(6f), T.Max(T.Create(0f), z + T.Create(3f))) * T.Create(1f / 6);

    /// <summary>0 up to −3, z/3 + ½ between, 1 from 3 on: at its corners the function has the slope of its flat or straight side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        T above = T.WhereGreater(T.Create(3f), z, T.MultiplyAdd(z, T.Create(1f / 3), T.Create(0.5f)), T.Create(1f));
        return T.WhereGreater(z, T.Create(-3f), above, T.Create(0f));
    }
}
