using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>An activation function f on lanes, with what relevance and gradients need.</summary>
internal interface IActivationFunction
{
    /// <summary>f(z).</summary>
    T Value<T>(T z)
        where T : unmanaged, ILanes<T>;

    /// <summary>f(z)/z, analytically: finite everywhere.</summary>
    T Ratio<T>(T z)
        where T : unmanaged, ILanes<T>;

    /// <summary>f′(z).</summary>
    T Slope<T>(T z)
        where T : unmanaged, ILanes<T>;
}

internal readonly struct GeluFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => z * Ratio(z);

    /// <summary>Φ(z) = ½(1 + erf(z/√2)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => T.MultiplyAdd(LaneMath.Erf(z * T.Create(0.70710678f)), T.Create(0.5f), T.Create(0.5f));

    /// <summary>Φ(z) + z·φ(z) with the density φ(z) = e^(−z²/2)/√(2π).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        T density = LaneMath.Exp(z * z * T.Create(-0.5f)) * T.Create(0.39894228f);
        return T.MultiplyAdd(z, density, Ratio(z));
    }
}

internal readonly struct GeluTanhFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => z * Ratio(z);

    /// <summary>½(1 + tanh u) = σ(2u), which keeps its accuracy where tanh u is close to −1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        // 2√(2/π) and that times 0.044715.
        T cubic = T.MultiplyAdd(z * z, T.Create(0.07135481282f), T.Create(1.595769122f));
        return LaneMath.Sigmoid(z * cubic);
    }

    /// <summary>σ + z·σ(1 − σ)·(2u)′.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        T square = z * z;
        T s = LaneMath.Sigmoid(z * T.MultiplyAdd(square, T.Create(0.07135481282f), T.Create(1.595769122f)), out T complement);
        T slope = T.MultiplyAdd(square, T.Create(3 * 0.07135481282f), T.Create(1.595769122f));
        return T.MultiplyAdd(z * slope, s * complement, s);
    }
}

internal readonly struct ReluFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => T.Max(T.Create(0f), z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => T.WhereGreater(z, T.Create(0f), T.Create(1f), T.Create(0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T> => Ratio(z);
}

internal readonly struct SiluFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => z * LaneMath.Sigmoid(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => LaneMath.Sigmoid(z);

    /// <summary>σ + z·σ(1 − σ).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        T s = LaneMath.Sigmoid(z, out T complement);
        return T.MultiplyAdd(z, s * complement, s);
    }
}

internal readonly struct TanhFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => LaneMath.Tanh(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => LaneMath.TanhRatio(z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        T t = LaneMath.Tanh(z);
        return T.Create(1f) - (t * t);
    }
}

internal readonly struct SigmoidFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => LaneMath.Sigmoid(z);

    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => throw new NotSupportedException("σ(z)/z is not finite at 0.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T>
    {
        T s = LaneMath.Sigmoid(z, out T complement);
        return s * complement;
    }
}
