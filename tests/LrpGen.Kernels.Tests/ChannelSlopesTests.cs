using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>PReLU: z where z > 0, else a slope of the channel times z.</summary>
public sealed class ChannelSlopesTests
{
    [Theory, ClassData(typeof(Widths))]
    public void Each_channel_has_its_slope(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        foreach (int channels in new[] { 1, 16, 35 })
        {
            foreach (int slopes in new[] { 1, channels })
            {
                ArraySource a = ArraySource.Random(new Random(1), "prelu.weight", slopes);
                using var prelu = new ChannelSlopes(a, channels);
                TestMatrix z = TestMatrix.Random(new Random(2), 7, channels, 16), y = TestMatrix.Dirty(7, channels);
                TestMatrix g = TestMatrix.Random(new Random(3), 14, channels), gIn = TestMatrix.Dirty(14, channels, 0, 16);
                z[3, 0] = 0;
                double slope(int c) => a.Values[slopes == 1 ? 0 : c];
                ChannelSlopes.Forward(z.View, y.View, prelu, workers);
                y.AssertClose((r, c) => z[r, c] > 0 ? z[r, c] : slope(c) * z[r, c], (_, _) => 1e-7);

                // At 0 the slope counts, as in PyTorch.
                ChannelSlopes.Gradient(g.View, z.View, gIn.View, prelu, workers);
                gIn.AssertClose((r, c) => g[r, c] * (z[r % 7, c] > 0 ? 1 : slope(c)), (_, _) => 1e-7);
                ChannelSlopes.Forward(z.View, z.View, prelu, workers);
                z.AssertSame(y);
                z[1, 0] = float.NaN;
                ChannelSlopes.Forward(z.View, y.View, prelu, workers);
                Assert.True(float.IsNaN(y[1, 0]));
            }
        }

        Assert.Throws<ArgumentException>(() => new ChannelSlopes(ArraySource.Random(new Random(1), "prelu.weight", 3), 4));
    }
}
