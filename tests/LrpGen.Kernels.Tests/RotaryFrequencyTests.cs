using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>The scaled frequencies at the places where their formulas can be done by hand.</summary>
public sealed class RotaryFrequencyTests
{
    private const double Close = 1e-12;

    [Fact]
    public void Default_and_linear()
    {
        Assert.Equal([1, 0.1, 0.01, 0.001], RotaryFrequencies.Default(10000, 8).Inverse, Equal);
        Assert.Equal([0.25, 0.025, 0.0025, 0.00025], RotaryFrequencies.Linear(10000, 8, 4).Inverse, Equal);
        Assert.Equal(1, RotaryFrequencies.Linear(10000, 8, 4).AttentionFactor);
    }

    [Fact]
    public void Dynamic_is_default_up_to_the_known_length_and_has_a_larger_base_beyond()
    {
        Assert.Equal(RotaryFrequencies.Default(10000, 8).Inverse, RotaryFrequencies.Dynamic(10000, 8, 2, 64, 10).Inverse, Equal);
        Assert.Equal(RotaryFrequencies.Default(10000, 8).Inverse, RotaryFrequencies.Dynamic(10000, 8, 2, 64, 64).Inverse, Equal);

        // Twice the length: 2·2 − 1 = 3 to the power 8/6.
        Assert.Equal(RotaryFrequencies.Default(10000 * Math.Pow(3, 8 / 6.0), 8).Inverse, RotaryFrequencies.Dynamic(10000, 8, 2, 64, 128).Inverse, Equal);
    }

    [Fact]
    public void Llama3_keeps_short_waves_divides_long_ones_and_mixes_between()
    {
        // The configuration of Llama 3.1: waves up to 8192/4 are kept, from 8192 on divided by 8.
        double[] plain = [.. RotaryFrequencies.Default(500000, 128).Inverse], scaled = [.. RotaryFrequencies.Llama3(500000, 128, 8, 1, 4, 8192).Inverse];
        int mixed = 0;
        for (int i = 0; i < 64; i++)
        {
            double wave = 2 * Math.PI / plain[i];
            double smooth = ((8192 / wave) - 1) / 3;
            double expected = wave < 2048 ? plain[i] : wave > 8192 ? plain[i] / 8 : ((1 - smooth) * plain[i] / 8) + (smooth * plain[i]);
            mixed += wave is >= 2048 and <= 8192 ? 1 : 0;
            Assert.Equal(expected, scaled[i], plain[i] * Close);
        }

        Assert.InRange(mixed, 1, 20);
    }

    [Fact]
    public void Yarn_keeps_high_frequencies_and_divides_low_ones()
    {
        // 8 columns, base 10000, 4096 positions: 32 turns at pair 8·ln(4096/64π)/(2·ln 10000) = 1.31, 1 turn at 2.81: from 1 to 3.
        RotaryFrequencies yarn = RotaryFrequencies.Yarn(10000, 8, 4, 4096);
        Assert.Equal([1, 0.1, ((0.01 / 4) + 0.01) / 2, 0.001 / 4], yarn.Inverse, Equal);
        Assert.Equal((0.1 * Math.Log(4)) + 1, yarn.AttentionFactor, Close);
        double low = 8 * Math.Log(4096 / (64 * Math.PI)) / (2 * Math.Log(10000)), high = 8 * Math.Log(4096 / (2 * Math.PI)) / (2 * Math.Log(10000));
        double part = (2 - low) / (high - low);
        Assert.Equal((0.01 / 4 * part) + (0.01 * (1 - part)), RotaryFrequencies.Yarn(10000, 8, 4, 4096, truncate: false).Inverse[2], Close);
        Assert.Equal(1, RotaryFrequencies.Yarn(10000, 8, 4, 4096, attentionFactor: 1).AttentionFactor);
        Assert.Equal(((0.0707 * Math.Log(40)) + 1) / ((0.1 * Math.Log(40)) + 1), RotaryFrequencies.Yarn(10000, 8, 40, 4096, scale: 0.707, scaleOfAll: 1).AttentionFactor, Close);
        Assert.Equal(1, RotaryFrequencies.Yarn(10000, 8, 0.5, 4096).AttentionFactor);
    }

    [Fact]
    public void Longrope_divides_each_pair_by_its_own_number()
    {
        RotaryFrequencies rope = RotaryFrequencies.LongRope(10000, 8, [1, 2, 4, 5], 32, 4096);
        Assert.Equal([1, 0.05, 0.0025, 0.0002], rope.Inverse, Equal);
        Assert.Equal(Math.Sqrt(1 + (Math.Log(32) / Math.Log(4096))), rope.AttentionFactor, Close);
        Assert.Equal(1, RotaryFrequencies.LongRope(10000, 8, [1, 2, 4, 5], 1, 4096).AttentionFactor);
        Assert.Throws<ArgumentException>(() => RotaryFrequencies.LongRope(10000, 8, [1, 2], 32, 4096));
    }

    private static bool Equal(double a, double b) => Math.Abs(a - b) <= Close * Math.Abs(a);
}
