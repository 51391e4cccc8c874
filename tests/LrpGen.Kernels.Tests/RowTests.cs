using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class RowTests
{
    [Theory, ClassData(typeof(Widths))]
    public void Add_and_copy_go_through_the_padding(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        for (int columns = 1; columns < 70; columns += 6)
        {
            TestMatrix a = TestMatrix.Random(new Random(1), 19, columns, 16), b = TestMatrix.Random(new Random(2), 19, columns), y = TestMatrix.Dirty(19, columns, 0, 16);
            Residual.Add(a.View, b.View, y.View, workers);
            y.AssertClose((r, c) => a[r, c] + b[r, c], (_, _) => 0);
            Residual.Add(a.View, b.View, a.View, workers);
            a.AssertSame(y);
            Residual.Copy(a.View, b.View, workers);
            b.AssertSame(y);
            b.AssertFrame();
        }
    }

    [Fact]
    public void The_first_rows_are_picked_and_put_back_for_each_target()
    {
        int[] starts = [0, 3, 4, 9];
        TestMatrix x = TestMatrix.Random(new Random(1), 9, 18, 16), y = TestMatrix.Dirty(3, 18);
        RowSelection.First(x.View, starts, y.View);
        y.AssertClose((s, c) => x[starts[s], c], (_, _) => 0);

        TestMatrix g = TestMatrix.Random(new Random(2), 6, 18), gIn = TestMatrix.Dirty(18, 18, 0, 16);
        RowSelection.FirstAdjoint(g.View, starts, gIn.View);
        gIn.AssertClose((r, c) => Array.IndexOf(starts, r % 9) is >= 0 and int s ? g[(r / 9 * 3) + s, c] : 0, (_, _) => 0);
        Assert.Throws<ArgumentException>(() => RowSelection.First(x.View, [0, 3, 3, 9], y.View));
    }

    [Fact]
    public void Reductions_are_sums_in_double_precision()
    {
        TestMatrix x = TestMatrix.Random(new Random(1), 4, 37, 16), g = TestMatrix.Random(new Random(2), 8, 37);
        Assert.Equal(Enumerable.Range(0, 37).Sum(c => (double)x[3, c] * g[5, c]), Reductions.Dot(x.View[3], g.View[5]), 1e-12);

        float[] bias = [.. Enumerable.Range(0, 48).Select(i => i * 0.1f)];
        Assert.Equal(
            Enumerable.Range(5, 3).Sum(r => Enumerable.Range(0, 37).Sum(c => (double)g[r, c] * bias[c])),
            Reductions.ColumnDot(g.View.RowRange(5, 3), bias),
            1e-12);
    }
}
