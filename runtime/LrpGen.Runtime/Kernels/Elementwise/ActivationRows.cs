using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Activation functions on rows of floats: the choice of the function is made once a row.</summary>
internal static unsafe class ActivationRows
{
    /// <summary>y = f(z) for a multiple of 16 floats; zero where z is padding, as f(0) = 0 for functions that keep zero.</summary>
    public static void Value<T>(Activation f, float parameter, float second, float* z, float* y, int count)
        where T : unmanaged, ILanes<T>
    {
        switch (f)
        {
            case Activation.Gelu: Value<T, GeluFunction>(new(), z, y, count); break;
            case Activation.GeluTanh: Value<T, GeluTanhFunction>(new(), z, y, count); break;
            case Activation.Relu: Value<T, ReluFunction>(new(), z, y, count); break;
            case Activation.Silu: Value<T, SiluFunction>(new(), z, y, count); break;
            case Activation.Tanh: Value<T, TanhFunction>(new(), z, y, count); break;
            case Activation.Sigmoid: Value<T, SigmoidFunction>(new(), z, y, count); break;
            case Activation.Softplus: Value<T, SoftplusFunction>(new(), z, y, count); break;
            case Activation.HardSwish: Value<T, HardSwishFunction>(new(), z, y, count); break;
            case Activation.LeakyRelu: Value<T, LeakyReluFunction>(new(parameter), z, y, count); break;
            case Activation.Elu: Value<T, EluFunction>(new(parameter), z, y, count); break;
            case Activation.Relu6: Value<T, Relu6Function>(new(), z, y, count); break;
            case Activation.Clip: Value<T, ClipFunction>(new(parameter, second), z, y, count); break;
            case Activation.HardSigmoid: Value<T, HardSigmoidFunction>(new(), z, y, count); break;
        }
    }

    /// <summary>y = f(z), for a function without a parameter, of some columns of some rows.</summary>
    public static void Value<T>(Activation f, RawMatrix z, RawMatrix y, int* rows, int count, nint column, int columns)
        where T : unmanaged, ILanes<T>
    {
        if (f == Activation.Relu)
        {
            Value<T, ReluFunction>(new(), z, y, rows, count, column, columns);
            return;
        }

        for (int i = 0; i < count; i++)
        {
            Value<T>(f, 0, 0, z.Row(rows[i]) + column, y.Row(rows[i]) + column, columns);
        }
    }

    /// <summary>gIn = g·f(z)/z.</summary>
    public static void Relevance<T>(Activation f, float parameter, float second, float* g, float* z, float* gIn, int count)
        where T : unmanaged, ILanes<T>
    {
        switch (f)
        {
            case Activation.Gelu: Relevance<T, GeluFunction>(new(), g, z, gIn, count); break;
            case Activation.GeluTanh: Relevance<T, GeluTanhFunction>(new(), g, z, gIn, count); break;
            case Activation.Relu: Relevance<T, ReluFunction>(new(), g, z, gIn, count); break;
            case Activation.Silu: Relevance<T, SiluFunction>(new(), g, z, gIn, count); break;
            case Activation.Tanh: Relevance<T, TanhFunction>(new(), g, z, gIn, count); break;
            case Activation.HardSwish: Relevance<T, HardSwishFunction>(new(), g, z, gIn, count); break;
            case Activation.LeakyRelu: Relevance<T, LeakyReluFunction>(new(parameter), g, z, gIn, count); break;
            case Activation.Elu: Relevance<T, EluFunction>(new(parameter), g, z, gIn, count); break;
            case Activation.Relu6: Relevance<T, Relu6Function>(new(), g, z, gIn, count); break;
            case Activation.Clip: Relevance<T, ClipFunction>(new(parameter, second), g, z, gIn, count); break;
        }
    }

    /// <summary>gIn = g·f′(z).</summary>
    public static void Gradient<T>(Activation f, float parameter, float second, float* g, float* z, float* gIn, int count)
        where T : unmanaged, ILanes<T>
    {
        switch (f)
        {
            case Activation.Gelu: Gradient<T, GeluFunction>(new(), g, z, gIn, count); break;
            case Activation.GeluTanh: Gradient<T, GeluTanhFunction>(new(), g, z, gIn, count); break;
            case Activation.Relu: Gradient<T, ReluFunction>(new(), g, z, gIn, count); break;
            case Activation.Silu: Gradient<T, SiluFunction>(new(), g, z, gIn, count); break;
            case Activation.Tanh: Gradient<T, TanhFunction>(new(), g, z, gIn, count); break;
            case Activation.Sigmoid: Gradient<T, SigmoidFunction>(new(), g, z, gIn, count); break;
            case Activation.Softplus: Gradient<T, SoftplusFunction>(new(), g, z, gIn, count); break;
            case Activation.HardSwish: Gradient<T, HardSwishFunction>(new(), g, z, gIn, count); break;
            case Activation.LeakyRelu: Gradient<T, LeakyReluFunction>(new(parameter), g, z, gIn, count); break;
            case Activation.Elu: Gradient<T, EluFunction>(new(parameter), g, z, gIn, count); break;
            case Activation.Relu6: Gradient<T, Relu6Function>(new(), g, z, gIn, count); break;
            case Activation.Clip: Gradient<T, ClipFunction>(new(parameter, second), g, z, gIn, count); break;
            case Activation.HardSigmoid: Gradient<T, HardSigmoidFunction>(new(), g, z, gIn, count); break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Value<T, TFunction>(TFunction f, float* z, float* y, int count)
        where T : unmanaged, ILanes<T>
        where TFunction : struct, IActivationFunction
    {
        for (nint i = 0; i < count; i += 16)
        {
            f.Value(T.Load(z + i)).Store(y + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Value<T, TFunction>(TFunction f, RawMatrix z, RawMatrix y, int* rows, int count, nint column, int columns)
        where T : unmanaged, ILanes<T>
        where TFunction : struct, IActivationFunction
    {
        for (int row = 0; row < count; row++)
        {
            float* from = z.Row(rows[row]) + column, to = y.Row(rows[row]) + column;
            for (nint i = 0; i < columns; i += 16)
            {
                f.Value(T.Load(from + i)).Store(to + i);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Relevance<T, TFunction>(TFunction f, float* g, float* z, float* gIn, int count)
        where T : unmanaged, ILanes<T>
        where TFunction : struct, IActivationFunction
    {
        for (nint i = 0; i < count; i += 16)
        {
            (T.Load(g + i) * f.Ratio(T.Load(z + i))).Store(gIn + i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gradient<T, TFunction>(TFunction f, float* g, float* z, float* gIn, int count)
        where T : unmanaged, ILanes<T>
        where TFunction : struct, IActivationFunction
    {
        for (nint i = 0; i < count; i += 16)
        {
            (T.Load(g + i) * f.Slope(T.Load(z + i))).Store(gIn + i);
        }
    }
}
