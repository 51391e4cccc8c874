using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>result (+)= factor·map(x) ⊙ u.</summary>
internal unsafe struct ProductFormula : IRuleFormula
{
    public RawMatrix X;
    public int XRows;
    public InputMap Map;
    public RawMatrix U;
    public float Factor;
    public RawMatrix Result;
    public bool Accumulate;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* x = X.Row(row % XRows), u = U.Row(row), result = Result.Row(row);
        T factor = T.Create(Factor);
        InputMap map = Map;
        for (nint c = 0; c < count; c += 16)
        {
            // The padding of u is zero, and so is the product's.
            T product = InputMapJob.Apply(map, T.Load(x + c)) * T.Load(u + c) * factor;
            (Accumulate ? product + T.Load(result + c) : product).Store(result + c);
        }
    }
}

/// <summary>result (+)= factor·([x]⁺ ⊙ u + [x]⁻ ⊙ v).</summary>
internal unsafe struct SignedCombinationFormula : IRuleFormula
{
    public RawMatrix X;
    public int XRows;
    public RawMatrix U;
    public RawMatrix V;
    public float Factor;
    public RawMatrix Result;
    public bool Accumulate;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* x = X.Row(row % XRows), u = U.Row(row), v = V.Row(row), result = Result.Row(row);
        T factor = T.Create(Factor), zero = T.Create(0f);
        for (nint c = 0; c < count; c += 16)
        {
            T input = T.Load(x + c);
            T product = input * T.WhereGreater(input, zero, T.Load(u + c), T.Load(v + c)) * factor;
            (Accumulate ? product + T.Load(result + c) : product).Store(result + c);
        }
    }
}

/// <summary>result = x ⊙ u − low ⊙ positive − high ⊙ negative.</summary>
internal unsafe struct BoxFormula : IRuleFormula
{
    public RawMatrix X;
    public int XRows;
    public float* Low;
    public float* High;
    public RawMatrix U;
    public RawMatrix Positive;
    public RawMatrix Negative;
    public RawMatrix Result;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* x = X.Row(row % XRows), u = U.Row(row), positive = Positive.Row(row), negative = Negative.Row(row), result = Result.Row(row);
        for (nint c = 0; c < count; c += 16)
        {
            T bounds = (T.Load(Low + c) * T.Load(positive + c)) + (T.Load(High + c) * T.Load(negative + c));
            ((T.Load(x + c) * T.Load(u + c)) - bounds).Store(result + c);
        }
    }
}

/// <summary>result = a + factor·b.</summary>
internal unsafe struct SumFormula : IRuleFormula
{
    public RawMatrix A;
    public RawMatrix B;
    public float Factor;
    public RawMatrix Result;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* a = A.Row(row), b = B.Row(row), result = Result.Row(row);
        T factor = T.Create(Factor);
        for (nint c = 0; c < count; c += 16)
        {
            T.MultiplyAdd(factor, T.Load(b + c), T.Load(a + c)).Store(result + c);
        }
    }
}
