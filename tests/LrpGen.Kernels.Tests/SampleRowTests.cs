using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Rows of samples: means, learned rows before them and added to them, and rows that are picked.</summary>
public sealed class SampleRowTests
{
    private static readonly int[] s_starts = [0, 3, 4, 11];

    public static TheoryData<VectorWidth, int, int> Shapes()
    {
        var data = new TheoryData<VectorWidth, int, int>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach (int columns in new[] { 1, 16, 37 })
            {
                data.Add(width, columns, 0);
                data.Add(width, columns, 2);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Means_are_over_the_rows_that_count_and_the_adjoint_is_one(VectorWidth width, int columns, int skip)
    {
        int[] starts = [0, 3, 6, 14];
        using var workers = new Workers(2, width);
        TestMatrix x = TestMatrix.Random(new Random(1), 14, columns, 16), y = TestMatrix.Dirty(3, columns, 0, 16);
        SampleMeans.Forward(x.View, starts, y.View, workers, skip);
        y.AssertClose((s, c) => Enumerable.Range(starts[s] + skip, starts[s + 1] - starts[s] - skip).Average(r => (double)x[r, c]), (_, _) => 1e-6);

        TestMatrix g = TestMatrix.Random(new Random(2), 6, columns), gIn = TestMatrix.Dirty(28, columns, 32);
        SampleMeans.Adjoint(g.View, starts, gIn.View, workers, skip);
        gIn.AssertClose((r, c) => Sample(r % 14) is int s && (r % 14) - starts[s] >= skip ? g[(r / 14 * 3) + s, c] / (double)(starts[s + 1] - starts[s] - skip) : 0, (_, _) => 1e-7);
        Assert.Equal(Dot(y, g, 0), Dot(x, gIn, 0), 1e-5);
        Assert.Equal(Dot(y, g, 1), Dot(x, gIn, 1), 1e-5);

        TestMatrix fixedSize = new(2, columns), spread = TestMatrix.Dirty(56, columns), before = TestMatrix.Random(new Random(3), 8, columns), again = TestMatrix.Dirty(56, columns);
        SampleMeans.Forward(x.View, 7, fixedSize.View, workers, skip);
        fixedSize.AssertClose((s, c) => Enumerable.Range((7 * s) + skip, 7 - skip).Average(r => (double)x[r, c]), (_, _) => 1e-6);
        SampleMeans.Adjoint(before.View, 7, spread.View, workers, skip);
        SampleMeans.Adjoint(before.View, new[] { 0, 7, 14 }, again.View.RowRange(0, 56), workers, skip);
        spread.AssertSame(again);

        int Sample(int row) => Array.FindLastIndex(starts, start => start <= row);
    }

    [Fact]
    public void A_long_mean_keeps_its_digits()
    {
        using var workers = new Workers(1);
        TestMatrix x = new(50176, 1), y = new(1, 1);
        for (int r = 0; r < x.Rows; r++)
        {
            x[r, 0] = 0.1f;
        }

        SampleMeans.Forward(x.View, x.Rows, y.View, workers);
        Assert.Equal(0.1f, y[0, 0]);
    }

    [Fact]
    public void A_mean_alone_is_that_in_a_batch()
    {
        using var workers = new Workers(2);
        TestMatrix x = TestMatrix.Random(new Random(1), 11, 37), all = new(3, 37), one = new(1, 37);
        SampleMeans.Forward(x.View, s_starts, all.View, workers);
        for (int s = 0; s < 3; s++)
        {
            SampleMeans.Forward(x.View.RowRange(s_starts[s], s_starts[s + 1] - s_starts[s]), s_starts[s + 1] - s_starts[s], one.View, workers);
            one.AssertSameRow(0, all, s);
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Learned_rows_come_before_those_of_each_sample_and_leave_again(VectorWidth width, int columns, int more)
    {
        using var workers = new Workers(1, width);
        int learned = 1 + more;
        using var rows = new LearnedRows(ArraySource.Random(new Random(5), "cls_token", 1, learned, columns));
        TestMatrix x = TestMatrix.Random(new Random(1), 11, columns, 16), y = TestMatrix.Dirty(11 + (3 * learned), columns, 0, 16);
        LearnedRows.Prepend(rows.Values, x.View, s_starts, y.View);
        int[] source = [.. Enumerable.Range(0, 3).SelectMany(s => Enumerable.Range(-learned, learned).Concat(Enumerable.Range(s_starts[s], s_starts[s + 1] - s_starts[s])))];
        float[] values = rows.Values.Data.ToArray();
        y.AssertClose((r, c) => source[r] < 0 ? values[((source[r] + learned) * Matrix.Pad(columns)) + c] : x[source[r], c], (_, _) => 0);

        TestMatrix g = TestMatrix.Random(new Random(2), 2 * y.Rows, columns), gIn = TestMatrix.Dirty(22, columns, 16);
        LearnedRows.PrependAdjoint(g.View, learned, s_starts, gIn.View);
        gIn.AssertClose((r, c) => g[(r / 11 * y.Rows) + Array.IndexOf(source, r % 11), c], (_, _) => 0);
        TestMatrix same = TestMatrix.Dirty(22, columns);
        LearnedRows.PrependAdjoint(TestMatrix.Random(new Random(2), 22 + (2 * learned), columns).View, learned, 11, same.View);
        same.AssertFrame();
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Learned_rows_are_added_by_place_or_by_name(VectorWidth width, int columns, int first)
    {
        using var workers = new Workers(2, width);
        TestMatrix x = TestMatrix.Random(new Random(1), 11, columns, 16), table = TestMatrix.Random(new Random(2), 7 + first, columns, 0, 16), y = TestMatrix.Dirty(11, columns, 0, 32);
        LearnedRows.AddPositions(x.View, table.View, s_starts, y.View, workers, first);
        y.AssertClose((r, c) => x[r, c] + table[first + r - s_starts.Last(s => s <= r), c], (_, _) => 0);
        int[] ids = [6, 0, 3, 3, 1, 2, 6, 5, 4, 0, 1];
        LearnedRows.AddNamed(x.View, table.View, ids, y.View);
        y.AssertClose((r, c) => x[r, c] + table[ids[r], c], (_, _) => 0);
        LearnedRows.AddNamed(x.View, table.View, ids, x.View);
        x.AssertSame(y);
        Assert.Throws<ArgumentException>(() => LearnedRows.AddPositions(x.View, table.View, s_starts, y.View, workers, first + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => LearnedRows.AddNamed(x.View, table.View, [.. ids.Select(i => i == 6 ? 7 + first : i)], y.View));
    }

    [Fact]
    public void The_last_rows_are_picked_and_put_back()
    {
        TestMatrix x = TestMatrix.Random(new Random(1), 11, 18, 16), y = TestMatrix.Dirty(3, 18);
        RowSelection.Last(x.View, s_starts, y.View);
        y.AssertClose((s, c) => x[s_starts[s + 1] - 1, c], (_, _) => 0);
        TestMatrix g = TestMatrix.Random(new Random(2), 6, 18), gIn = TestMatrix.Dirty(22, 18, 0, 16);
        RowSelection.LastAdjoint(g.View, s_starts, gIn.View);
        gIn.AssertClose((r, c) => Array.IndexOf(s_starts, (r % 11) + 1) is > 0 and int s ? g[(r / 11 * 3) + s - 1, c] : 0, (_, _) => 0);
    }

    [Fact]
    public void Any_rows_are_picked_and_what_they_get_is_summed()
    {
        int[] rows = [10, 0, 3, 3];
        TestMatrix x = TestMatrix.Random(new Random(1), 11, 18, 16), y = TestMatrix.Dirty(4, 18);
        RowSelection.Pick(x.View, rows, y.View);
        y.AssertClose((i, c) => x[rows[i], c], (_, _) => 0);
        TestMatrix g = TestMatrix.Random(new Random(2), 8, 18), gIn = TestMatrix.Dirty(22, 18, 0, 16);
        RowSelection.PickAdjoint(g.View, rows, 11, gIn.View);
        gIn.AssertClose((r, c) => Enumerable.Range(0, 4).Where(i => rows[i] == r % 11).Sum(i => (double)g[(r / 11 * 4) + i, c]), (_, _) => 1e-7);
        Assert.Equal(Dot(y, g, 1), Dot(x, gIn, 1), 1e-5);
        Assert.Throws<ArgumentOutOfRangeException>(() => RowSelection.Pick(x.View, [11, 0, 1, 2], y.View));
        Assert.Throws<ArgumentException>(() => RowSelection.Pick(x.View, [1, 0], y.View));
    }

    private static double Dot(TestMatrix forward, TestMatrix g, int target) =>
        Enumerable.Range(0, forward.Rows).Sum(r => Enumerable.Range(0, forward.Columns).Sum(c => (double)forward[r, c] * g[(target * forward.Rows) + r, c]));
}
