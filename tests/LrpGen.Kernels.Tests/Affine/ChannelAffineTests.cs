using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class ChannelAffineTests
{
    private const int Channels = 19, Positions = 3, Samples = 2, Targets = 2;

    private static readonly double[] Centre = [.. Enumerable.Range(0, Channels).Select(i => i * 0.1)];
    private static readonly double[] Factor = [.. Enumerable.Range(0, Channels).Select(i => (i - 9) * 0.2)];
    private static readonly double[] Shift = [.. Enumerable.Range(0, Channels).Select(i => 1.5 - (i * 0.3))];

    [Theory, ClassData(typeof(Widths))]
    public void Each_channel_has_its_factor_and_offset(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        var affine = new ChannelAffine(Centre, Factor, Shift, Channels, Positions);
        TestMatrix x = TestMatrix.Random(new Random(1), Samples * Positions, Channels), y = TestMatrix.Dirty(Samples * Positions, Channels, 16);
        affine.Forward(x.View, WeightMap.Identity, InputMap.Identity, withBias: true, y.View, workers);
        y.AssertClose((r, c) => ((x[r, c] - Centre[c]) * Factor[c]) + Shift[c], (_, _) => 1e-6);
        affine.Forward(x.View, WeightMap.Identity, InputMap.Identity, withBias: false, y.View, workers);
        y.AssertClose((r, c) => x[r, c] * Factor[c], (_, _) => 1e-6);
        affine.Forward(x.View, WeightMap.Positive, InputMap.Negative, withBias: true, y.View, workers);
        y.AssertClose((r, c) => (Math.Min(x[r, c], 0) * Math.Max(Factor[c], 0)) + Math.Max(Shift[c] - (Centre[c] * Factor[c]), 0), (_, _) => 1e-6);
        affine.Forward(x.View, WeightMap.One, InputMap.One, withBias: false, y.View, workers);
        y.AssertClose((_, _) => 1, (_, _) => 0);
    }

    [Theory, ClassData(typeof(Widths))]
    public void The_adjoint_multiplies_with_the_factor(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        var affine = new ChannelAffine(Centre, Factor, Shift, Channels, Positions);
        TestMatrix g = TestMatrix.Random(new Random(1), Targets * Samples * Positions, Channels), gIn = TestMatrix.Dirty(g.Rows, Channels);
        affine.Adjoint(g.View, WeightMap.Identity, gIn.View, accumulate: false, workers);
        gIn.AssertClose((r, c) => g[r, c] * Factor[c], (_, _) => 1e-6);
        affine.Adjoint(g.View, WeightMap.Magnitude, gIn.View, accumulate: true, workers);
        gIn.AssertClose((r, c) => g[r, c] * (Factor[c] + Math.Abs(Factor[c])), (_, _) => 2e-6);
    }

    [Theory, ClassData(typeof(Widths))]
    public void An_input_far_from_zero_keeps_its_digits(VectorWidth width)
    {
        // Years, say: 2000 ± 1. With −mean/deviation as an offset, the difference of two numbers near 2000 would be off by 1e-4.
        using var workers = new Workers(1, width);
        ChannelAffine standardise = ChannelAffine.Standardise([2000.1], [1.3], 1, 1);
        TestMatrix x = new(1, 1), y = TestMatrix.Dirty(1, 1);
        x[0, 0] = 2001.25f;
        standardise.Forward(x.View, WeightMap.Identity, InputMap.Identity, withBias: true, y.View, workers);
        y.AssertClose((_, _) => (2001.25 - 2000.1) / 1.3, (_, _) => 2e-7);
        Assert.Throws<ArgumentException>(() => new ChannelAffine([1, 2], [1], [0], 3, 1));
    }
}
