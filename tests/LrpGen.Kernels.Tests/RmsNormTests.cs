using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class RmsNormTests
{
    private const float Epsilon = 1e-5f;

    // x is of order 1: sums of up to 1040 squares, and a few roundings more.
    private const double Tolerance = 5e-6;

    public static TheoryData<VectorWidth, int, int> Shapes()
    {
        var data = new TheoryData<VectorWidth, int, int>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((int heads, int columns) in new[] { (1, 1), (1, 7), (1, 16), (1, 33), (1, 768), (1, 1040), (3, 5), (4, 16), (7, 17), (2, 128) })
            {
                data.Add(width, heads, columns);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Forward_divides_by_the_root_mean_square(VectorWidth width, int heads, int columns)
    {
        using var workers = new Workers(2, width);
        var random = new Random(columns);
        foreach (float offset in new[] { 0f, 1f })
        {
            using NormWeights w = Weights(random, columns, offset, out float[] weight);
            TestMatrix x = TestMatrix.Random(random, 9, heads * columns, 16), y = TestMatrix.Dirty(9, heads * columns, 0, 32), statistics = new(9, heads);
            Func<int, int, double> rms = Roots(x, columns);
            RmsNorm.Forward(x.View, w, y.View, statistics.View, workers);
            y.AssertClose((r, c) => x[r, c] / rms(r, c) * weight[c % columns], (_, _) => Tolerance);
            statistics.AssertClose((r, h) => 1 / rms(r, h * columns), (r, h) => 1e-6 / rms(r, h * columns));

            TestMatrix residual = TestMatrix.Random(random, 9, heads * columns), sum = TestMatrix.Dirty(9, heads * columns, 32), normed = TestMatrix.Dirty(9, heads * columns);
            RmsNorm.ForwardResidual(x.View, residual.View, w, sum.View, normed.View, default, workers);
            sum.AssertClose((r, c) => x[r, c] + residual[r, c], (_, _) => 0);
            RmsNorm.ForwardResidual(x.View, residual.View, w, default, y.View, default, workers);
            y.AssertSame(normed);
            y.AssertFrame();
            RmsNorm.ForwardResidual(x.View, residual.View, w, residual.View, y.View, default, workers);
            residual.AssertSame(sum);
            y.AssertSame(normed);

            // In place, one row at a time, on another number of threads: the same bits.
            using var one = new Workers(1, width);
            for (int r = 0; r < 9; r++)
            {
                RmsNorm.Forward(residual.View.RowRange(r, 1), w, residual.View.RowRange(r, 1), default, one);
            }

            residual.AssertSame(normed);
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Relevance_holds_the_root_and_the_gradient_does_not(VectorWidth width, int heads, int columns)
    {
        using var workers = new Workers(2, width);
        var random = new Random(columns);
        using NormWeights w = Weights(random, columns, 0, out float[] weight);
        int all = heads * columns;
        TestMatrix x = TestMatrix.Random(random, 5, all, 16), g = TestMatrix.Random(random, 15, all, 0, 16), y = new(5, all), statistics = new(5, heads);
        Func<int, int, double> rms = Roots(x, columns);
        RmsNorm.Forward(x.View, w, y.View, statistics.View, workers);
        TestMatrix gIn = TestMatrix.Dirty(15, all, 48);
        RmsNorm.Relevance(g.View, w, statistics.View, gIn.View, workers);
        gIn.AssertClose((r, c) => (double)g[r, c] * weight[c % columns] / rms(r % 5, c), (r, c) => Tolerance / rms(r % 5, c));

        // What a row gets is what it gives: x ⊙ gIn = y ⊙ g, number by number.
        gIn.AssertClose((r, c) => x[r % 5, c] == 0 ? gIn[r, c] : (double)y[r % 5, c] * g[r, c] / x[r % 5, c], (r, c) => Tolerance * (1 + Math.Abs(gIn[r, c])));

        TestMatrix gradient = TestMatrix.Dirty(15, all);
        var means = new double[15, heads];
        for (int r = 0; r < 15; r++)
        {
            for (int c = 0; c < all; c++)
            {
                means[r, c / columns] += (double)g[r, c] * weight[c % columns] * x[r % 5, c] / rms(r % 5, c) / columns;
            }
        }

        RmsNorm.Gradient(g.View, x.View, w, statistics.View, gradient.View, workers);
        gradient.AssertClose(
            (r, c) => (((double)g[r, c] * weight[c % columns]) - (x[r % 5, c] / rms(r % 5, c) * means[r, c / columns])) / rms(r % 5, c),
            (r, c) => 2 * Tolerance / rms(r % 5, c));

        TestMatrix inPlace = new(15, all);
        Residual.Copy(g.View, inPlace.View, workers);
        RmsNorm.Relevance(inPlace.View, w, statistics.View, inPlace.View, workers);
        inPlace.AssertSame(gIn);
        Residual.Copy(g.View, inPlace.View, workers);
        RmsNorm.Gradient(inPlace.View, x.View, w, statistics.View, inPlace.View, workers);
        inPlace.AssertSame(gradient);
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_row_with_a_number_that_is_none_is_none_and_no_other(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        using NormWeights w = NormWeights.Plain(5, Epsilon);
        TestMatrix x = TestMatrix.Random(new Random(1), 2, 15), y = new(2, 15);
        x[1, 7] = float.NaN;
        RmsNorm.Forward(x.View, w, y.View, default, workers);
        for (int c = 0; c < 15; c++)
        {
            Assert.False(float.IsNaN(y[0, c]));
            Assert.Equal(c / 5 == 1, float.IsNaN(y[1, c]));
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var workers = new Workers(1);
        using NormWeights w = NormWeights.Plain(5, Epsilon);
        TestMatrix x = new(2, 10), statistics = new(2, 2);
        Assert.Throws<ArgumentException>(() => RmsNorm.Forward(new TestMatrix(2, 11).View, w, x.View, default, workers));
        Assert.Throws<ArgumentException>(() => RmsNorm.Forward(x.View, w, x.View, new TestMatrix(2, 1).View, workers));
        Assert.Throws<ArgumentException>(() => RmsNorm.Relevance(new TestMatrix(3, 10).View, w, statistics.View, x.View, workers));
        Assert.Throws<ArgumentException>(() => RmsNorm.Gradient(x.View, new TestMatrix(2, 5).View, w, statistics.View, x.View, workers));
    }

    private static NormWeights Weights(Random random, int columns, float offset, out float[] weight)
    {
        ArraySource source = ArraySource.Random(random, "weight", columns);
        weight = [.. source.Values.Select(v => v + offset)];
        return new NormWeights(source, null, Epsilon, offset);
    }

    /// <summary>√(mean(x²) + ε) of each row and head.</summary>
    private static Func<int, int, double> Roots(TestMatrix x, int columns)
    {
        var roots = new double[x.Rows, x.Columns / columns];
        for (int r = 0; r < x.Rows; r++)
        {
            for (int h = 0; h < x.Columns / columns; h++)
            {
                roots[r, h] = Math.Sqrt((Enumerable.Range(h * columns, columns).Sum(c => (double)x[r, c] * x[r, c]) / columns) + Epsilon);
            }
        }

        return (row, column) => roots[row, column / columns];
    }
}
