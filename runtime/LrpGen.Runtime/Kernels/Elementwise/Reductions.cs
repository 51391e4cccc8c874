using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LrpGen.Runtime;

/// <summary>Sums over columns and rows, in double precision and one order on every machine.</summary>
public static class Reductions
{
    /// <summary>Σ aᵢ·bᵢ. The products of floats are exact in double precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Sum<Product>(a, b);

    /// <summary>Σ aᵢ·bᵢ over those i whose aᵢ is not 0: there bᵢ may be infinite, or no number.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double SharedDot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = Dot(a, b);
        if (double.IsFinite(sum))
        {
            return sum;
        }

        sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] == 0 ? 0 : (double)a[i] * b[i];
        }

        return sum;
    }

    /// <summary>Σ |aᵢ|.</summary>
    public static double SumOfMagnitudes(ReadOnlySpan<float> a)
    {
        double sum = 0;
        foreach (float value in a)
        {
            sum += Math.Abs(value);
        }

        return sum;
    }

    /// <summary>Σ |aᵢ·bᵢ|.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double AbsoluteDot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Sum<Magnitude>(a, b);

    private static double Sum<TTerm>(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        where TTerm : struct, ITerm
    {
        if (a.Length != b.Length)
        {
            throw new ArgumentException($"b: expected {a.Length} values, found {b.Length}.", nameof(b));
        }

        ref float pa = ref MemoryMarshal.GetReference(a);
        ref float pb = ref MemoryMarshal.GetReference(b);
        Vector256<double> low = default, high = default;
        int i = 0;

        // Eight sums, which narrower machines keep in four registers.
        for (; i + 8 <= a.Length; i += 8)
        {
            (Vector256<double> a0, Vector256<double> a1) = Vector256.Widen(Vector256.LoadUnsafe(ref pa, (nuint)i));
            (Vector256<double> b0, Vector256<double> b1) = Vector256.Widen(Vector256.LoadUnsafe(ref pb, (nuint)i));
            low += TTerm.Of(a0 * b0);
            high += TTerm.Of(a1 * b1);
        }

        double sum = Sum(low, high);
        for (; i < a.Length; i++)
        {
            sum += TTerm.Of(Vector256.CreateScalar((double)a[i] * b[i]))[0];
        }

        return sum;
    }

    private static double Sum(Vector256<double> low, Vector256<double> high)
    {
        Vector128<double> two = low.GetLower() + low.GetUpper() + (high.GetLower() + high.GetUpper());
        return two[0] + two[1];
    }

    /// <summary>Σ aᵢ.</summary>
    public static double Sum(ReadOnlySpan<float> a)
    {
        ref float pa = ref MemoryMarshal.GetReference(a);
        Vector128<double> sum0 = default, sum1 = default;
        int i = 0;
        for (; i + 4 <= a.Length; i += 4)
        {
            (Vector128<double> a0, Vector128<double> a1) = Vector128.Widen(Vector128.LoadUnsafe(ref pa, (nuint)i));
            sum0 += a0;
            sum1 += a1;
        }

        Vector128<double> two = sum0 + sum1;
        double sum = two[0] + two[1];
        for (; i < a.Length; i++)
        {
            sum += a[i];
        }

        return sum;
    }

    /// <summary>Σ over the rows and columns of g of bias ⊙ g, a few columns of all rows after another.</summary>
    internal static double ColumnDot(Matrix g, ReadOnlySpan<float> bias)
    {
        bias = bias[..g.Columns];
        ref float pb = ref MemoryMarshal.GetReference(bias);
        Vector256<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int column = 0;
        for (; column + 16 <= g.Columns; column += 16)
        {
            (Vector256<double> b0, Vector256<double> b1) = Vector256.Widen(Vector256.LoadUnsafe(ref pb, (nuint)column));
            (Vector256<double> b2, Vector256<double> b3) = Vector256.Widen(Vector256.LoadUnsafe(ref pb, (nuint)column + 8));
            ref float pg = ref MemoryMarshal.GetReference(g.Data);
            nuint at = (nuint)column;
            for (int row = 0; row < g.Rows; row++, at += (nuint)g.Stride)
            {
                (Vector256<double> g0, Vector256<double> g1) = Vector256.Widen(Vector256.LoadUnsafe(ref pg, at));
                (Vector256<double> g2, Vector256<double> g3) = Vector256.Widen(Vector256.LoadUnsafe(ref pg, at + 8));
                sum0 += g0 * b0;
                sum1 += g1 * b1;
                sum2 += g2 * b2;
                sum3 += g3 * b3;
            }
        }

        double sum = Sum(sum0 + sum1, sum2 + sum3);
        for (int row = 0; column < g.Columns && row < g.Rows; row++)
        {
            sum += Dot(g[row][column..], bias[column..]);
        }

        return sum;
    }

    /// <summary>What is summed of a product.</summary>
    private interface ITerm
    {
        static abstract Vector256<double> Of(Vector256<double> product);
    }

    private readonly struct Product : ITerm
    {
        public static Vector256<double> Of(Vector256<double> product) => product;
    }

    private readonly struct Magnitude : ITerm
    {
        public static Vector256<double> Of(Vector256<double> product) => Vector256.Abs(product);
    }
}
