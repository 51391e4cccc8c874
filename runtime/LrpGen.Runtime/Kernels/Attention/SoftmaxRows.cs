using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>Softmax over rows of scores, and its derivative.</summary>
internal static unsafe class SoftmaxRows
{
    // Far below any score, and finite: infinity minus infinity would not be.
    private const float Lowest = -1e38f;

    /// <summary>Turns scores into probabilities, in place. The padding becomes zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Forward<T>(float* scores, int rows, int keys)
        where T : unmanaged, ILanes<T>
    {
        nint padded = Matrix.Pad(keys), last = padded - 16;
        T mask = LaneMask.Last<T>(keys);
        for (int r = 0; r < rows; r++)
        {
            float* row = scores + (r * padded);

            // Keys that do not exist have no part in the maximum.
            T lastScores = T.WhereGreater(mask, T.Create(0f), T.Load(row + last), T.Create(Lowest));
            T highest = lastScores;
            for (nint i = 0; i < last; i += 16)
            {
                highest = T.Max(highest, T.Load(row + i));
            }

            T maximum = T.Create(T.Maximum(highest));
            T exp = LaneMath.Exp(lastScores - maximum) * mask;
            exp.Store(row + last);
            T total = T.Create(0f), chain = exp;
            for (nint i = 0; i < last; i += 16)
            {
                exp = LaneMath.Exp(T.Load(row + i) - maximum);
                exp.Store(row + i);
                chain += exp;
                if (RowChains.EndsAt(i))
                {
                    total += chain;
                    chain = T.Create(0f);
                }
            }

            T inverse = T.Create(1f / T.Sum(total + chain));
            for (nint i = 0; i < padded; i += 16)
            {
                (T.Load(row + i) * inverse).Store(row + i);
            }
        }
    }

    /// <summary>
    /// Turns the scores of the columns <paramref name="from"/>..<paramref name="to"/> − 1 of a row into probabilities, in place. The
    /// other columns of their vectors become zero; the rest of the row is left alone.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ForwardPart<T>(float* row, int from, int to)
        where T : unmanaged, ILanes<T>
    {
        nint first = from / 16 * 16, last = Matrix.Pad(to) - 16;
        T zero = T.Create(0f), lowest = T.Create(Lowest);
        T begin = T.Create(1f) - LaneMask.First<T>(from - (int)first), end = LaneMask.Last<T>(to);

        // Columns that are hidden have no part in the maximum.
        T.WhereGreater(begin, zero, T.Load(row + first), lowest).Store(row + first);
        T.WhereGreater(end, zero, T.Load(row + last), lowest).Store(row + last);
        T highest = lowest;
        for (nint i = first; i <= last; i += 16)
        {
            highest = T.Max(highest, T.Load(row + i));
        }

        T maximum = T.Create(T.Maximum(highest));
        T total = zero, chain = zero;
        for (nint i = first; i <= last; i += 16)
        {
            T exp = LaneMath.Exp(T.Load(row + i) - maximum);
            exp = i == first ? exp * begin : exp;
            exp = i == last ? exp * end : exp;
            exp.Store(row + i);
            chain += exp;
            if (RowChains.EndsAt(i))
            {
                total += chain;
                chain = zero;
            }
        }

        T inverse = T.Create(1f / T.Sum(total + chain));
        for (nint i = first; i <= last; i += 16)
        {
            (T.Load(row + i) * inverse).Store(row + i);
        }
    }

    /// <summary>In place: the derivative by the scores from the derivative g by the probabilities P, P ⊙ (g − Σ P⊙g), over some whole vectors of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Backward<T>(float* probabilities, float* g, int rows, nint stride, KeyRange columns)
        where T : unmanaged, ILanes<T>
    {
        nint from = columns.From, to = columns.PaddedTo;
        for (int r = 0; r < rows; r++)
        {
            float* p = probabilities + (r * stride), row = g + (r * stride);
            T total = T.Create(0f), chain = T.Create(0f);
            for (nint i = from; i < to; i += 16)
            {
                chain = T.MultiplyAdd(T.Load(p + i), T.Load(row + i), chain);
                if (RowChains.EndsAt(i))
                {
                    total += chain;
                    chain = T.Create(0f);
                }
            }

            T mean = T.Create(T.Sum(total + chain));
            for (nint i = from; i < to; i += 16)
            {
                (T.Load(p + i) * (T.Load(row + i) - mean)).Store(row + i);
            }
        }
    }
}
