using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class GatedProductTests
{
    // One rounding more or less of numbers of order 1, after functions that are known to 2e-7.
    private const double Tolerance = 2e-6;

    public static TheoryData<VectorWidth, int, Activation> Shapes()
    {
        var data = new TheoryData<VectorWidth, int, Activation>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach (int columns in new[] { 1, 15, 16, 50 })
            {
                foreach (Activation f in new[] { Activation.Silu, Activation.Gelu, Activation.GeluTanh, Activation.Relu, Activation.Sigmoid })
                {
                    data.Add(width, columns, f);
                }
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Fused_products_are_those_of_the_functions(VectorWidth width, int columns, Activation f)
    {
        using var workers = new Workers(2, width);
        var random = new Random(columns);

        // Two halves of one matrix, as a fused layer gives them.
        TestMatrix both = TestMatrix.Random(random, 9, 2 * Matrix.Pad(columns), 0, 16, 2);
        TestMatrix z = Half(both, 0, columns), b = Half(both, Matrix.Pad(columns), columns);
        TestMatrix a = TestMatrix.Dirty(9, columns, 16), y = TestMatrix.Dirty(9, columns, 0, 32), plain = new(9, columns), expected = new(9, columns);
        Activations.Forward(f, z.View, plain.View, workers);
        ClearPadding(plain);
        GatedProduct.Forward(plain.View, b.View, expected.View, workers);
        expected.AssertClose((r, c) => (double)plain[r, c] * b[r, c], (_, _) => Tolerance);
        GatedProduct.Forward(f, z.View, b.View, a.View, y.View, workers);
        a.AssertSame(plain);
        a.AssertFrame();
        y.AssertSame(expected);
        y.AssertFrame();
        GatedProduct.Forward(f, z.View, b.View, default, b.View, workers);
        b.AssertSame(expected);
        GatedProduct.Forward(plain.View, Half(both, Matrix.Pad(columns), columns).View, plain.View, workers);
        plain.AssertSame(expected);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Relevance_gives_half_to_either_side(VectorWidth width, int columns, Activation f)
    {
        using var workers = new Workers(3, width);
        var random = new Random(columns);
        TestMatrix z = TestMatrix.Random(random, 5, columns, 16, 0, 2), b = TestMatrix.Random(random, 5, columns, 0, 16), g = TestMatrix.Random(random, 15, columns);
        TestMatrix a = new(5, columns), y = new(5, columns), gz = TestMatrix.Dirty(15, columns, 32), gb = TestMatrix.Dirty(15, columns, 0, 16);
        GatedProduct.Forward(f, z.View, b.View, a.View, y.View, workers);
        TestMatrix one = TestMatrix.Dirty(15, columns), other = TestMatrix.Dirty(15, columns);
        GatedProduct.Relevance(g.View, a.View, 0.5f, one.View, workers);
        one.AssertClose((r, c) => 0.5 * g[r, c] * a[r % 5, c], (_, _) => Tolerance);
        if (f == Activation.Sigmoid)
        {
            Assert.Throws<NotSupportedException>(() => GatedProduct.Relevance(f, g.View, z.View, b.View, 0.5f, gz.View, gb.View, workers));
        }
        else
        {
            GatedProduct.Relevance(f, g.View, z.View, b.View, 0.5f, gz.View, gb.View, workers);
            gb.AssertSame(one);
            gb.AssertFrame();
            GatedProduct.Relevance(g.View, b.View, 0.5f, other.View, workers);
            Activations.Relevance(f, other.View, z.View, other.View, workers);
            gz.AssertClose((r, c) => other[r, c], (_, _) => Tolerance);

            // Conserved, number by number: z ⊙ gz + b ⊙ gb = y ⊙ g.
            gz.AssertClose(
                (r, c) => z[r % 5, c] == 0 ? gz[r, c] : (((double)y[r % 5, c] * g[r, c]) - ((double)b[r % 5, c] * gb[r, c])) / z[r % 5, c],
                (r, c) => Tolerance / (1e-3 + Math.Abs(z[r % 5, c])));
        }

        GatedProduct.Gradient(f, g.View, z.View, b.View, gz.View, gb.View, workers);
        gb.AssertClose((r, c) => (double)g[r, c] * a[r % 5, c], (_, _) => Tolerance);
        Activations.Gradient(f, g.View, z.View, other.View, workers);
        gz.AssertClose((r, c) => (double)other[r, c] * b[r % 5, c], (_, _) => Tolerance);

        // In place, by either result, a row at a time on one thread: the same bits.
        using var alone = new Workers(1, width);
        TestMatrix inZ = Copy(g), inB = Copy(g), rest = new(15, columns);
        for (int r = 0; r < 15; r++)
        {
            Matrix zr = z.View.RowRange(r % 5, 1), br = b.View.RowRange(r % 5, 1);
            GatedProduct.Gradient(f, inZ.View.RowRange(r, 1), zr, br, inZ.View.RowRange(r, 1), rest.View.RowRange(r, 1), alone);
            GatedProduct.Gradient(f, inB.View.RowRange(r, 1), zr, br, rest.View.RowRange(r, 1), inB.View.RowRange(r, 1), alone);
        }

        inZ.AssertSame(gz);
        inB.AssertSame(gb);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var workers = new Workers(1);
        TestMatrix a = new(4, 6), g = new(8, 6), gz = new(8, 6);
        Assert.Throws<ArgumentException>(() => GatedProduct.Forward(a.View, new TestMatrix(3, 6).View, a.View, workers));
        Assert.Throws<ArgumentException>(() => GatedProduct.Forward(Activation.Silu, a.View, a.View, default, new TestMatrix(4, 5).View, workers));
        Assert.Throws<ArgumentException>(() => GatedProduct.Relevance(Activation.Silu, new TestMatrix(7, 6).View, a.View, a.View, 0.5f, gz.View, gz.View, workers));
        Assert.Throws<NotSupportedException>(() => GatedProduct.Forward(Activation.LeakyRelu, a.View, a.View, default, a.View, workers));
        Assert.Throws<ArgumentException>(() => GatedProduct.Relevance(g.View, new TestMatrix(3, 6).View, 1, gz.View, workers));
    }

    private static TestMatrix Half(TestMatrix both, int first, int columns)
    {
        TestMatrix half = new(both.Rows, columns, 16, 16);
        for (int r = 0; r < both.Rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                half[r, c] = both[r, first + c];
            }
        }

        return half;
    }

    private static TestMatrix Copy(TestMatrix m) => Half(m, 0, m.Columns);

    private static void ClearPadding(TestMatrix m)
    {
        for (int r = 0; r < m.Rows; r++)
        {
            for (int c = m.Columns; c < Matrix.Pad(m.Columns); c++)
            {
                m[r, c] = 0;
            }
        }
    }
}
