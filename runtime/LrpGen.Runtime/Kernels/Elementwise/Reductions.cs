using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LrpGen.Runtime;

/// <summary>Sums over columns and rows, in double precision and one order on every machine.</summary>
public static class Reductions
{
    /// <summary>Σ aᵢ·bᵢ. The products of floats are exact in double precision.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Sum<Product>(a, b);

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
        Vector128<double> sum0 = default, sum1 = default, sum2 = default, sum3 = default;
        int i = 0;
        for (; i + 8 <= a.Length; i += 8)
        {
            (Vector128<double> a0, Vector128<double> a1) = Vector128.Widen(Vector128.LoadUnsafe(ref pa, (nuint)i));
            (Vector128<double> b0, Vector128<double> b1) = Vector128.Widen(Vector128.LoadUnsafe(ref pb, (nuint)i));
            (Vector128<double> a2, Vector128<double> a3) = Vector128.Widen(Vector128.LoadUnsafe(ref pa, (nuint)i + 4));
            (Vector128<double> b2, Vector128<double> b3) = Vector128.Widen(Vector128.LoadUnsafe(ref pb, (nuint)i + 4));
            sum0 += TTerm.Of(a0 * b0);
            sum1 += TTerm.Of(a1 * b1);
            sum2 += TTerm.Of(a2 * b2);
            sum3 += TTerm.Of(a3 * b3);
        }

        Vector128<double> two = sum0 + sum1 + (sum2 + sum3);
        double sum = two[0] + two[1];
        for (; i < a.Length; i++)
        {
            sum += TTerm.Of(Vector128.CreateScalar((double)a[i] * b[i]))[0];
        }

        return sum;
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

    /// <summary>perRow[r] = Σ over the columns of x ⊙ g: the relevance of each row, if g is relevance in gradient form.</summary>
    /// <param name="x">[rows, columns].</param>
    /// <param name="g">[targets·rows, columns].</param>
    /// <param name="perRow">Receives targets·rows values.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void RowDots(Matrix x, Matrix g, Span<float> perRow)
    {
        Guard.Targets(g, x.Rows);
        if (g.Columns != x.Columns || perRow.Length < g.Rows)
        {
            throw new ArgumentException($"Expected {x.Columns} columns and {g.Rows} results, found {g.Columns} and {perRow.Length}.", nameof(g));
        }

        for (int row = 0; row < g.Rows; row++)
        {
            perRow[row] = (float)Dot(x[row % x.Rows], g[row]);
        }
    }

    /// <summary>
    /// For each target and sequence, the sum over its rows and all columns of bias ⊙ g: the relevance that the bias takes.
    /// </summary>
    /// <param name="g">[targets·rows, columns].</param>
    /// <param name="bias">At least as many values as g has columns.</param>
    /// <param name="starts">First row of each sequence, and the number of all.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="perTargetAndSequence">Receives targets·sequences values, a target's sequences side by side.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void ColumnDots(Matrix g, ReadOnlySpan<float> bias, ReadOnlySpan<int> starts, int targets, Span<double> perTargetAndSequence)
    {
        int sequences = starts.Length - 1, rows = targets == 0 ? 0 : g.Rows / targets;
        Guard.Starts(starts, rows);
        if (bias.Length < g.Columns || rows * targets != g.Rows || perTargetAndSequence.Length < targets * sequences)
        {
            throw new ArgumentException(
                $"Expected {g.Columns} bias values, a multiple of {targets} rows and {targets * sequences} results, found {bias.Length}, {g.Rows} and {perTargetAndSequence.Length}.",
                nameof(g));
        }

        for (int target = 0; target < targets; target++)
        {
            for (int s = 0; s < sequences; s++)
            {
                double sum = 0;
                for (int row = starts[s]; row < starts[s + 1]; row++)
                {
                    sum += Dot(g[(target * rows) + row], bias[..g.Columns]);
                }

                perTargetAndSequence[(target * sequences) + s] = sum;
            }
        }
    }

    /// <summary>What is summed of a product.</summary>
    private interface ITerm
    {
        static abstract Vector128<double> Of(Vector128<double> product);
    }

    private readonly struct Product : ITerm
    {
        public static Vector128<double> Of(Vector128<double> product) => product;
    }

    private readonly struct Magnitude : ITerm
    {
        public static Vector128<double> Of(Vector128<double> product) => Vector128.Abs(product);
    }
}
