using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Which bucket a distance has, by the published definitions.</summary>
public sealed class RelativePositionTests
{
    // T5 (Raffel et al. 2020), 32 buckets up to 128: of each direction's 16, 8 hold one distance each, then 8 + ⌊8·ln(d/8)/ln 16⌋.
    [Theory]
    [InlineData(0, 0), InlineData(-1, 1), InlineData(-7, 7), InlineData(-8, 8), InlineData(-11, 8), InlineData(-12, 9), InlineData(-16, 10)]
    [InlineData(-32, 12), InlineData(-127, 15), InlineData(-5000, 15), InlineData(1, 17), InlineData(12, 25), InlineData(200, 31)]
    public void Bidirectional_buckets_of_T5(int distance, int bucket) => Assert.Equal(bucket, RelativeBias.Bucket(distance, 32, isBidirectional: true, 128));

    [Theory]
    [InlineData(5, 0), InlineData(0, 0), InlineData(-15, 15), InlineData(-16, 16), InlineData(-20, 17), InlineData(-127, 31), InlineData(-128, 31)]
    public void Causal_buckets_of_T5(int distance, int bucket) => Assert.Equal(bucket, RelativeBias.Bucket(distance, 32, isBidirectional: false, 128));

    [Fact]
    public void A_table_of_buckets_becomes_a_bias_by_distance()
    {
        var random = new Random(1);
        ArraySource table = ArraySource.Random(random, "bias", 8, 3);
        using RelativeBias bias = RelativeBias.Bucketed(table, isBidirectional: true, 20);
        for (int head = 0; head < 3; head++)
        {
            for (int distance = -30; distance <= 30; distance++)
            {
                Assert.Equal(table.Values[(RelativeBias.Bucket(distance, 8, true, 20) * 3) + head], bias[head, distance]);
            }
        }

        Assert.Throws<ArgumentException>(() => RelativeBias.Bucketed(ArraySource.Random(random, "bias", 8), true, 20));
        Assert.Throws<ArgumentException>(() => RelativeBias.Bucketed(table, true, 2));
        Assert.Throws<ArgumentException>(() => new RelativeBias([1, 2], 1, 1));
    }

    // DeBERTa v3: 256 buckets up to 512. Distances up to 128 have rows of their own, then ⌈127·ln(d/128)/ln(511/128)⌉ + 128.
    [Theory]
    [InlineData(0, 256), InlineData(1, 257), InlineData(-128, 128), InlineData(128, 384), InlineData(129, 385), InlineData(-129, 127), InlineData(256, 448)]
    [InlineData(511, 511), InlineData(-511, 1), InlineData(512, 511), InlineData(-512, 0), InlineData(-9000, 0), InlineData(9000, 511)]
    public void Logarithmic_buckets_of_DeBERTa(int distance, int row) => Assert.Equal(row, new RelativePositions(256, 256, 512).Index(distance));

    [Theory]
    [InlineData(0, 10), InlineData(9, 19), InlineData(10, 19), InlineData(-10, 0), InlineData(-11, 0)]
    public void Without_buckets_distances_end_at_the_span(int distance, int row) => Assert.Equal(row, new RelativePositions(10, -1, 10).Index(distance));

    [Fact]
    public void The_scale_counts_the_terms()
    {
        TestMatrix rows = new(2, 8);
        var positions = new RelativePositions(1, 0, 0);
        Assert.Equal(1 / Math.Sqrt(3 * 16), new RelativeEmbeddings { Positions = positions, Keys = rows.View, Queries = rows.View }.Scale(16), 1e-8);
        Assert.Equal(1 / Math.Sqrt(2 * 16), new RelativeEmbeddings { Positions = positions, Keys = rows.View }.Scale(16), 1e-8);
        Assert.Equal(1 / Math.Sqrt(16), new RelativeEmbeddings { Positions = positions }.Scale(16), 1e-8);
    }
}
