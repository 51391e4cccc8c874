using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Activation functions on rows of floats: the choice of the function is made once a row.</summary>
internal static unsafe class ActivationRows
{
    /// <summary>y = f(z) for a multiple of 16 floats; zero where z is padding, as f(0) = 0, except for the sigmoid.</summary>
    public static void Value<T>(Activation f, float* z, float* y, int count)
        where T : unmanaged, ILanes<T>
    {
        switch (f)
        {
            case Activation.Gelu: Value<T, GeluFunction>(z, y, count); break;
            case Activation.GeluTanh: Value<T, GeluTanhFunction>(z, y, count); break;
            case Activation.Relu: Value<T, ReluFunction>(z, y, count); break;
            case Activation.Silu: Value<T, SiluFunction>(z, y, count); break;
            case Activation.Tanh: Value<T, TanhFunction>(z, y, count); break;
            case Activation.Sigmoid: Value<T, SigmoidFunction>(z, y, count); break;
        }
    }

    /// <summary>gIn = g·f(z)/z.</summary>
    public static void Relevance<T>(Activation f, float* g, float* z, float* gIn, int count)
        where T : unmanaged, ILanes<T>
    {
        switch (f)
        {
            case Activation.Gelu: Relevance<T, GeluFunction>(g, z, gIn, count); break;
            case Activation.GeluTanh: Relevance<T, GeluTanhFunction>(g, z, gIn, count); break;
            case Activation.Relu: Relevance<T, ReluFunction>(g, z, gIn, count); break;
            case Activation.Silu: Relevance<T, SiluFunction>(g, z, gIn, count); break;
            case Activation.Tanh: Relevance<T, TanhFunction>(g, z, gIn, count); break;
        }
    }

    /// <summary>gIn = g·f′(z).</summary>
    public static void Gradient<T>(Activation f, float* g, float* z, float* gIn, int count)
        where T : unmanaged, ILanes<T>
    {
        switch (f)
        {
            case Activation.Gelu: Gradient<T, GeluFunction>(g, z, gIn, count); break;
            case Activation.GeluTanh: Gradient<T, GeluTanhFunction>(g, z, gIn, count); break;
            case Activation.Relu: Gradient<T, ReluFunction>(g, z, gIn, count); break;
            case Activation.Silu: Gradient<T, SiluFunction>(g, z, gIn, count); break;
            case Activation.Tanh: Gradient<T, TanhFunction>(g, z, gIn, count); break;
            case Activation.Sigmoid: Gradient<T, SigmoidFunction>(g, z, gIn, count); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Value<T, TFunction>(float* z, float* y, int count)
        where T : unmanaged, ILanes<T>
        where TFunction : struct, IActivationFunction
    {
        for (nint i = 0; i < count; i += 16)
        {
            TFunction.Value(T.Load(z + i)).Store(y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Relevance<T, TFunction>(float* g, float* z, float* gIn, int count)
        where T : unmanaged, ILanes<T>
        where TFunction : struct, IActivationFunction
    {
        for (nint i = 0; i < count; i += 16)
        {
            (T.Load(g + i) * TFunction.Ratio(T.Load(z + i))).Store(gIn + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradient<T, TFunction>(float* g, float* z, float* gIn, int count)
        where T : unmanaged, ILanes<T>
        where TFunction : struct, IActivationFunction
    {
        for (nint i = 0; i < count; i += 16)
        {
            (T.Load(g + i) * TFunction.Slope(T.Load(z + i))).Store(gIn + i);
        }
    }
}
