using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>s = factor·r/d(z).</summary>
internal unsafe struct QuotientFormula : IRuleFormula
{
    public RawMatrix R;
    public RawMatrix Z;
    public RawMatrix S;
    public float Factor;
    public int ZRows;
    public SampleEpsilon Epsilon;
    public StabiliserPolicy Policy;
    public int Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, nint count)
        where T : unmanaged, ILanes<T>
    {
        float* r = R.Row(row), z = Z.Row(row % ZRows), s = S.Row(row);
        T epsilon = T.Create(Epsilon[row % ZRows]), factor = T.Create(Factor), mask = LaneMask.Last<T>(Columns);
        StabiliserPolicy policy = Policy;
        for (nint c = 0; c < count; c += 16)
        {
            T quotient = Stabiliser.Quotient(policy, epsilon, T.Load(r + c) * factor, T.Load(z + c));

            // With ε = 0 the padding would be 0/0.
            (c + 16 < count ? quotient : Clean(quotient, mask)).Store(s + c);
        }
    }

    /// <summary>The value where the mask is 1, and 0 elsewhere, whatever the value is there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Clean<T>(T value, T mask)
        where T : unmanaged, ILanes<T> => T.WhereGreater(mask, T.Create(0f), value, T.Create(0f));
}

/// <summary>The two quotients of the γ rule.</summary>
internal unsafe struct GammaFormula : IRuleFormula
{
    public RawMatrix R;
    public RawMatrix Z;
    public RawMatrix Total;
    public RawMatrix Positive;
    public RawMatrix Negative;
    public RawMatrix SPositive;
    public RawMatrix SNegative;
    public float Gamma;
    public int ZRows;
    public SampleEpsilon PositiveEpsilon;
    public SampleEpsilon NegativeEpsilon;
    public StabiliserPolicy Policy;
    public int Columns;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Row<T>(int row, nint count)
        where T : unmanaged, ILanes<T>
    {
        int at = row % ZRows;
        float* r = R.Row(row), z = Z.Row(at), total = Total.Row(at), positive = Positive.Row(at), negative = Negative.Row(at);
        float* sPositive = SPositive.Row(row), sNegative = SNegative.Row(row);
        T gamma = T.Create(Gamma), zero = T.Create(0f);
        T positiveEpsilon = T.Create(PositiveEpsilon[at]), negativeEpsilon = T.Create(NegativeEpsilon[at]);
        StabiliserPolicy policy = Policy;
        for (nint c = 0; c < count; c += 16)
        {
            T relevance = T.Load(r + c), output = T.Load(z + c), sum = T.Load(total + c);
            T first = Stabiliser.Quotient(policy, positiveEpsilon, relevance, T.MultiplyAdd(gamma, T.Load(positive + c), sum));
            T second = Stabiliser.Quotient(policy, negativeEpsilon, relevance, T.MultiplyAdd(gamma, T.Load(negative + c), sum));

            // In the padding z is 0, so that nothing comes out there.
            T.WhereGreater(output, zero, first, zero).Store(sPositive + c);
            T.WhereGreater(zero, output, second, zero).Store(sNegative + c);
        }
    }
}
