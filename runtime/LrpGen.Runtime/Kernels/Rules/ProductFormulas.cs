using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>result (+)= factor·map(x) ⊙ u.</summary>
internal unsafe struct ProductFormula : IRuleFormula
{
    public RawMatrix X;
    public InputMap Map;
    public RawMatrix U;
    public float Factor;
    public RawMatrix Result;
    public bool Accumulate;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, int at, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* x = X.Row(at), u = U.Row(row), result = Result.Row(row);
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

/// <summary>result (+)= u where x &gt; 0 and v elsewhere, times x unless it is left out.</summary>
internal unsafe struct SignedCombinationFormula : IRuleFormula
{
    public RawMatrix X;
    public bool TimesInput;
    public RawMatrix U;
    public RawMatrix V;
    public RawMatrix Result;
    public bool Accumulate;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, int at, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* x = X.Row(at), u = U.Row(row), v = V.Row(row), result = Result.Row(row);
        T zero = T.Create(0f);
        for (nint c = 0; c < count; c += 16)
        {
            T input = T.Load(x + c);
            T chosen = T.WhereGreater(input, zero, T.Load(u + c), T.Load(v + c));
            T product = TimesInput ? input * chosen : chosen;
            (Accumulate ? product + T.Load(result + c) : product).Store(result + c);
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
    public readonly void Row<T>(int row, int at, nint count)
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

/// <summary>result = a − values, one value a column.</summary>
internal unsafe struct ColumnDifferenceFormula : IRuleFormula
{
    public RawMatrix A;
    public float* Values;
    public RawMatrix Result;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, int at, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* a = A.Row(row), result = Result.Row(row);
        for (nint c = 0; c < count; c += 16)
        {
            (T.Load(a + c) - T.Load(Values + c)).Store(result + c);
        }
    }
}
