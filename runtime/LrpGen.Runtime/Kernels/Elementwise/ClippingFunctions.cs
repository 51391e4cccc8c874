using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>min(max(z, low), high), with the derivative of PyTorch's clamp: 1 from limit to limit, both included.</summary>
internal readonly struct ClipFunction(float low, float high) : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => T.Min(T.Create(high), T.Max(T.Create(low), z));

    /// <summary>1 inside, limit/z outside: z is not 0 there, as limits lie on both sides of 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => Inside(z, T.Create(1f), Value(z) / z);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T> => Inside(z, T.Create(1f), T.Create(0f));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private T Inside<T>(T z, T inside, T outside)
        where T : unmanaged, ILanes<T> => T.WhereGreater(T.Create(low), z, outside, T.WhereGreater(z, T.Create(high), outside, inside));
}

/// <summary>min(max(z, 0), 6), with PyTorch's derivative: 1 between 0 and 6, neither included (Howard et al. 2017).</summary>
internal readonly struct Relu6Function : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => T.Min(T.Create(6f), T.Max(T.Create(0f), z));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => T.WhereGreater(z, T.Create(6f), T.Create(6f) / z, T.WhereGreater(z, T.Create(0f), T.Create(1f), T.Create(0f)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T> => T.WhereGreater(z, T.Create(0f), T.WhereGreater(T.Create(6f), z, T.Create(1f), T.Create(0f)), T.Create(0f));
}

/// <summary>min(max(z + 3, 0), 6)/6, with PyTorch's derivative: 1/6 between −3 and 3, neither included (Howard et al. 2019).</summary>
internal readonly struct HardSigmoidFunction : IActivationFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Value<T>(T z)
        where T : unmanaged, ILanes<T> => T.Min(T.Create(6f), T.Max(T.Create(0f), z + T.Create(3f))) * T.Create(1f / 6);

    public T Ratio<T>(T z)
        where T : unmanaged, ILanes<T> => throw new NotSupportedException("The hard sigmoid of z over z is not finite at 0.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public T Slope<T>(T z)
        where T : unmanaged, ILanes<T> => T.WhereGreater(z, T.Create(-3f), T.WhereGreater(T.Create(3f), z, T.Create(1f / 6), T.Create(0f)), T.Create(0f));
}
