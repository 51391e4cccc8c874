using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>s = factor·r/d(z), or factor·r·of/d(z).</summary>
internal unsafe struct QuotientFormula : IRuleFormula
{
    public RawMatrix R;
    public RawMatrix Of;
    public RawMatrix Z;
    public RawMatrix S;
    public float Factor;
    public SampleEpsilon Epsilon;
    public StabiliserPolicy Policy;
    public int Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, int at, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* r = R.Row(row), z = Z.Row(at), s = S.Row(row), of = Of.IsEmpty ? null : Of.Row(at);
        T epsilon = T.Create(Epsilon[at]), factor = T.Create(Factor), mask = LaneMask.Last<T>(Columns);
        StabiliserPolicy policy = Policy;
        nint last = count - 16;
        if (policy == StabiliserPolicy.SignedAdd)
        {
            // The default has a loop of its own, without the choice in it.
            for (nint c = 0; c < last; c += 16)
            {
                Stabiliser.Quotient(StabiliserPolicy.SignedAdd, epsilon, Relevance<T>(r, of, c) * factor, T.Load(z + c)).Store(s + c);
            }
        }
        else
        {
            for (nint c = 0; c < last; c += 16)
            {
                Stabiliser.Quotient(policy, epsilon, Relevance<T>(r, of, c) * factor, T.Load(z + c)).Store(s + c);
            }
        }

        // With ε = 0 the padding would be 0/0.
        T quotient = Stabiliser.Quotient(policy, epsilon, Relevance<T>(r, of, last) * factor, T.Load(z + last));
        Clean(quotient, mask).Store(s + last);
    }

    /// <summary>R, from R or R/of.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Relevance<T>(float* r, float* of, nint c)
        where T : unmanaged, ILanes<T> => of == null ? T.Load(r + c) : T.Load(r + c) * T.Load(of + c);

    /// <summary>The value where the mask is 1, and 0 elsewhere, whatever the value is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Clean<T>(T value, T mask)
        where T : unmanaged, ILanes<T> => T.WhereGreater(mask, T.Create(0f), value, T.Create(0f));
}

/// <summary>The quotient of the γ rule, times what its two products take of it.</summary>
internal unsafe struct GammaFormula : IRuleFormula
{
    public RawMatrix R;
    public RawMatrix Of;
    public RawMatrix Z;
    public RawMatrix Total;
    public RawMatrix Magnitude;
    public RawMatrix S;
    public RawMatrix T;
    public float HalfGamma;
    public SampleEpsilon PositiveEpsilon;
    public SampleEpsilon NegativeEpsilon;
    public StabiliserPolicy Policy;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<TLanes>(int row, int at, nint count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        // The default has a loop of its own, without the choice in it.
        if (Policy == StabiliserPolicy.SignedAdd)
        {
            Row<TLanes>(StabiliserPolicy.SignedAdd, row, at, count);
        }
        else
        {
            Row<TLanes>(Policy, row, at, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void Row<TLanes>(StabiliserPolicy policy, int row, int at, nint count)
        where TLanes : unmanaged, ILanes<TLanes>
    {
        float* r = R.Row(row), z = Z.Row(at), total = Total.Row(at), magnitude = Magnitude.Row(at), s = S.Row(row), t = T.Row(row);
        float* of = Of.IsEmpty ? null : Of.Row(at);
        TLanes half = TLanes.Create(HalfGamma), whole = TLanes.Create(1f + HalfGamma), zero = TLanes.Create(0f);
        TLanes positiveEpsilon = TLanes.Create(PositiveEpsilon[at]), negativeEpsilon = TLanes.Create(NegativeEpsilon[at]);
        for (nint c = 0; c < count; c += 16)
        {
            TLanes relevance = QuotientFormula.Relevance<TLanes>(r, of, c), output = TLanes.Load(z + c);

            // total + γ·½(total ± m), the sign being that of z.
            TLanes favoured = TLanes.FlipSign(half * TLanes.Load(magnitude + c), output);
            TLanes denominator = TLanes.MultiplyAdd(whole, TLanes.Load(total + c), favoured);
            TLanes epsilon = TLanes.WhereGreater(zero, output, negativeEpsilon, positiveEpsilon);
            TLanes quotient = Stabiliser.Quotient(policy, epsilon, relevance, denominator);

            // In the padding z is 0, so that nothing comes out there.
            quotient = TLanes.WhereGreater(TLanes.Abs(output), zero, quotient, zero);
            (whole * quotient).Store(s + c);
            TLanes.FlipSign(half * quotient, output).Store(t + c);
        }
    }
}
