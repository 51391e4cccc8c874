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
    public void Channels_move_to_the_end_and_back(int samples, int channels, int positions)
    {
        float[] x = [.. Enumerable.Range(0, samples * channels * positions).Select(i => i + 1f)];
        TestMatrix y = TestMatrix.Dirty(samples * positions, channels, 0, 16);
        LrpGen.Runtime.Layouts.FromChannelsFirst(x, positions, y.View);
        y.AssertClose((r, c) => x[(((r / positions * channels) + c) * positions) + (r % positions)], (_, _) => 0);
        var back = new float[x.Length];
        LrpGen.Runtime.Layouts.ToChannelsFirst(y.View, positions, back);
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

    [Theory, ClassData(typeof(Widths))]
    public void Columns_are_standardised_and_scaled(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        TestMatrix x = TestMatrix.Random(new Random(1), 9, 19), y = TestMatrix.Dirty(9, 19);
        float[] mean = [.. Enumerable.Range(0, 19).Select(i => i * 0.1f)], deviation = [.. Enumerable.Range(0, 19).Select(i => 0.5f + (i * 0.2f))];
        ColumnAffine.Standardise(x.View, mean, deviation, y.View, workers);
        y.AssertClose((r, c) => (x[r, c] - mean[c]) / deviation[c], (_, _) => 1e-6);
        ColumnAffine.StandardiseAdjoint(x.View, deviation, y.View, workers);
        y.AssertClose((r, c) => x[r, c] / deviation[c], (_, _) => 1e-6);
        ColumnAffine.Forward(x.View, deviation, mean, y.View, workers);
        y.AssertClose((r, c) => (x[r, c] * deviation[c]) + mean[c], (_, _) => 1e-6);
        ColumnAffine.Adjoint(x.View, deviation, y.View, workers);
        y.AssertClose((r, c) => x[r, c] * deviation[c], (_, _) => 1e-6);
        LrpGen.Runtime.Layouts.Broadcast(mean, y.View);
        y.AssertClose((_, c) => mean[c], (_, _) => 0);
    }
}
