using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class LayoutTests
{
    [Theory]
    [InlineData(2, 3, 20)]
    [InlineData(1, 1, 9)]
    [InlineData(2, 4, 7)]
    [InlineData(1, 17, 7)]
    [InlineData(3, 33, 1)]
    [InlineData(2, 3, 2500)]
    [InlineData(2, 70, 300)]
    public void Channels_move_to_the_end_and_back(int samples, int channels, int positions)
    {
        float[] x = [.. Enumerable.Range(0, samples * channels * positions).Select(i => i + 1f)];
        TestMatrix y = TestMatrix.Dirty(samples * positions, channels, 0, 16);
        using var workers = new Workers(2);
        LrpGen.Runtime.Layouts.FromChannelsFirst(x, positions, y.View, workers);
        y.AssertClose((r, c) => x[(((r / positions * channels) + c) * positions) + (r % positions)], (_, _) => 0);
        var back = new float[x.Length];
        LrpGen.Runtime.Layouts.ToChannelsFirst(y.View, positions, back, workers);
        Assert.Equal(x, back);

        TestMatrix flat = TestMatrix.Dirty(samples, channels * positions, 16), again = TestMatrix.Dirty(samples * positions, channels);
        LrpGen.Runtime.Layouts.Flatten(y.View, positions, flat.View);
        flat.AssertClose((s, i) => x[(s * channels * positions) + i], (_, _) => 0);
        LrpGen.Runtime.Layouts.FlattenAdjoint(flat.View, positions, again.View);
        again.AssertSame(y);
        again.AssertFrame();
    }

    [Fact]
    public void Parts_stand_side_by_side_at_any_column()
    {
        TestMatrix a = TestMatrix.Random(new Random(1), 4, 5), b = TestMatrix.Random(new Random(2), 4, 18);
        TestMatrix whole = TestMatrix.Dirty(4, 23), part = TestMatrix.Dirty(4, 18, 16);
        LrpGen.Runtime.Layouts.Insert(a.View, whole.View, 0);
        LrpGen.Runtime.Layouts.Insert(b.View, whole.View, 5);
        whole.AssertClose((r, c) => c < 5 ? a[r, c] : b[r, c - 5], (_, _) => 0);
        LrpGen.Runtime.Layouts.Extract(whole.View, 5, part.View);
        part.AssertSame(b);
        LrpGen.Runtime.Layouts.Extract(whole.View, 5, part.View, accumulate: true);
        part.AssertClose((r, c) => 2 * b[r, c], (_, _) => 0);
        Assert.Throws<ArgumentException>(() => LrpGen.Runtime.Layouts.Insert(b.View, whole.View, 6));
    }

    [Fact]
    public void A_constant_stands_in_every_row()
    {
        TestMatrix y = TestMatrix.Dirty(9, 19);
        float[] values = [.. Enumerable.Range(0, 19).Select(i => i * 0.1f)];
        LrpGen.Runtime.Layouts.Broadcast(values, y.View);
        y.AssertClose((_, c) => values[c], (_, _) => 0);
    }

    [Theory]
    [InlineData(0, 1, 7)]
    [InlineData(3, 2, 8)]
    [InlineData(5, 7, 3)]
    public void Columns_are_taken_in_steps_and_go_back(int first, int step, int count)
    {
        TestMatrix whole = TestMatrix.Random(new Random(1), 6, 21, 16), part = TestMatrix.Dirty(6, count), back = TestMatrix.Dirty(6, 21);
        LrpGen.Runtime.Slices.Columns(whole.View, first, step, part.View);
        part.AssertClose((r, c) => whole[r, first + (c * step)], (_, _) => 0);
        LrpGen.Runtime.Slices.ColumnsAdjoint(part.View, first, step, back.View);
        back.AssertClose((r, c) => c >= first && (c - first) % step == 0 && (c - first) / step < count ? whole[r, c] : 0, (_, _) => 0);
        Assert.Throws<ArgumentException>(() => LrpGen.Runtime.Slices.Columns(whole.View, first + 21, step, part.View));
    }

    [Theory]
    [InlineData(1, 5, 3, 1, 2, 2)]
    [InlineData(2, 4, 1, 0, 3, 2)]
    [InlineData(3, 6, 2, 5, 1, 1)]
    public void Rows_are_taken_in_steps_and_go_back(int outer, int size, int inner, int first, int step, int count)
    {
        const int Samples = 2, Channels = 18;
        var slice = new RowSlice(outer, size, inner, first, step, count);
        TestMatrix whole = TestMatrix.Random(new Random(1), Samples * outer * size * inner, Channels), back = TestMatrix.Dirty(whole.Rows, Channels, 16);
        TestMatrix part = TestMatrix.Dirty(Samples * outer * count * inner, Channels), filled = TestMatrix.Random(new Random(2), whole.Rows, Channels);
        LrpGen.Runtime.Slices.Rows(whole.View, slice, part.View);
        part.AssertClose((r, c) => whole[(((r / inner / count * size) + first + (r / inner % count * step)) * inner) + (r % inner), c], (_, _) => 0);
        LrpGen.Runtime.Slices.RowsAdjoint(part.View, slice, back.View);
        back.AssertClose((r, c) => IsTaken(r) ? whole[r, c] : 0, (_, _) => 0);
        TestMatrix before = TestMatrix.Random(new Random(2), whole.Rows, Channels);
        LrpGen.Runtime.Slices.InsertRows(part.View, slice, filled.View);
        filled.AssertClose((r, c) => IsTaken(r) ? whole[r, c] : before[r, c], (_, _) => 0);
        Assert.Throws<ArgumentException>(() => LrpGen.Runtime.Slices.Rows(whole.View, slice with { First = size }, part.View));

        bool IsTaken(int row)
        {
            int index = (row / inner % size) - first;
            return index >= 0 && index % step == 0 && index / step < count;
        }
    }
}
