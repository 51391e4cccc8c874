using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class GroupNormTests
{
    private const float Epsilon = 1e-5f;

    // x is of order 1 with a mean of 3, in groups that may have a small σ: two numbers of one row.
    private const double Tolerance = 5e-6;

    private static readonly int[] s_starts = [0, 7, 8, 40];

    public static TheoryData<VectorWidth, int, int> Shapes()
    {
        var data = new TheoryData<VectorWidth, int, int>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((int channels, int groups) in new[] { (1, 1), (6, 2), (16, 16), (35, 7), (35, 1), (64, 4), (48, 2), (21, 21), (200, 25), (90, 30) })
            {
                data.Add(width, channels, groups);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Forward_normalises_each_group_of_each_sample(VectorWidth width, int channels, int groups)
    {
        using var workers = new Workers(2, width);
        Case c = new(channels, groups);
        TestMatrix y = TestMatrix.Dirty(40, channels, 32), statistics = new(3, 2 * groups), z = TestMatrix.Dirty(40, channels);
        GroupNorm.Forward(c.X.View, s_starts, groups, c.W, y.View, statistics.View, workers);
        y.AssertClose((r, i) => (c.Normalised(r, i) * c.W.Weight[i]) + c.W.Bias[i], (r, i) => Tolerance * c.Scale(r, i));
        statistics.AssertClose(
            (s, i) => i % 2 == 0 ? c.Mean(s_starts[s], i / 2 * (channels / groups)) : 1 / c.Sigma(s_starts[s], i / 2 * (channels / groups)),
            (s, i) => i % 2 == 0 ? 1e-6 : 1e-5 * c.Scale(s_starts[s], i / 2 * (channels / groups)) / c.Sigma(s_starts[s], i / 2 * (channels / groups)));
        GroupNorm.WithoutBias(c.X.View, s_starts, groups, c.W, statistics.View, z.View, workers);
        z.AssertClose((r, i) => c.Normalised(r, i) * c.W.Weight[i], (r, i) => Tolerance * c.Scale(r, i));

        // A sample alone, on one thread, in place: the same bits.
        using var one = new Workers(1, width);
        TestMatrix alone = new(32, channels);
        Residual.Copy(c.X.View.RowRange(8, 32), alone.View, one);
        GroupNorm.Forward(alone.View, 32, groups, c.W, alone.View, default, one);
        for (int r = 0; r < 32; r++)
        {
            alone.AssertSameRow(r, y, 8 + r);
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Relevance_holds_sigma_and_gradient_does_not(VectorWidth width, int channels, int groups)
    {
        using var workers = new Workers(2, width);
        Case c = new(channels, groups);
        TestMatrix y = new(40, channels), statistics = new(3, 2 * groups), gIn = TestMatrix.Dirty(80, channels, 16), gradient = TestMatrix.Dirty(80, channels, 0, 16);
        GroupNorm.Forward(c.X.View, s_starts, groups, c.W, y.View, statistics.View, workers);
        double[,] means = c.GroupMeans(80, c.T), aligned = c.GroupMeans(80, (r, i) => c.T(r, i) * c.Normalised(r % 40, i));
        GroupNorm.Relevance(c.G.View, s_starts, groups, c.W, statistics.View, gIn.View, workers);
        gIn.AssertClose((r, i) => (c.T(r, i) - c.Of(means, r, i)) / c.Sigma(r % 40, i), (r, i) => Tolerance * c.Scale(r % 40, i) / c.Sigma(r % 40, i));
        GroupNorm.Gradient(c.G.View, c.X.View, s_starts, groups, c.W, statistics.View, gradient.View, workers);
        gradient.AssertClose(
            (r, i) => (c.T(r, i) - c.Of(means, r, i) - (c.Normalised(r % 40, i) * c.Of(aligned, r, i))) / c.Sigma(r % 40, i),
            (r, i) => 2 * Tolerance * c.Scale(r % 40, i) / c.Sigma(r % 40, i));

        // σ held: z ⊙ g and x ⊙ gIn have the same sum, for z = w ⊙ (x − mean)/σ.
        for (int target = 0; target < 2; target++)
        {
            double above = 0, below = 0, scale = 0;
            for (int r = 0; r < 40; r++)
            {
                for (int i = 0; i < channels; i++)
                {
                    above += c.Normalised(r, i) * c.T((target * 40) + r, i);
                    below += (double)c.X[r, i] * gIn[(target * 40) + r, i];
                    scale += Math.Abs((double)c.X[r, i] * gIn[(target * 40) + r, i]);
                }
            }

            Assert.Equal(above, below, 1e-4 * (1e-3 + scale));
        }

        TestMatrix inPlace = new(80, channels);
        Residual.Copy(c.G.View, inPlace.View, workers);
        GroupNorm.Relevance(inPlace.View, s_starts, groups, c.W, statistics.View, inPlace.View, workers);
        inPlace.AssertSame(gIn);
        Residual.Copy(c.G.View, inPlace.View, workers);
        GroupNorm.Gradient(inPlace.View, c.X.View, s_starts, groups, c.W, statistics.View, inPlace.View, workers);
        inPlace.AssertSame(gradient);
    }

    [Theory, ClassData(typeof(Widths))]
    public void Samples_of_one_size_need_no_starts(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        Case c = new(35, 7);
        int[] starts = [0, 10, 20, 30, 40];
        TestMatrix a = new(40, 35), b = new(40, 35), statistics = new(4, 14), gA = new(80, 35), gB = new(80, 35);
        GroupNorm.Forward(c.X.View, 10, 7, c.W, a.View, statistics.View, workers);
        GroupNorm.Forward(c.X.View, starts, 7, c.W, b.View, default, workers);
        a.AssertSame(b);
        GroupNorm.Relevance(c.G.View, 10, 7, c.W, statistics.View, gA.View, workers);
        GroupNorm.Relevance(c.G.View, starts, 7, c.W, statistics.View, gB.View, workers);
        gA.AssertSame(gB);
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var workers = new Workers(1);
        using NormWeights w = NormWeights.Plain(6, Epsilon);
        TestMatrix x = new(8, 6), statistics = new(2, 4);
        Assert.Throws<ArgumentException>(() => GroupNorm.Forward(x.View, 4, 4, w, x.View, default, workers));
        Assert.Throws<ArgumentException>(() => GroupNorm.Forward(x.View, 3, 2, w, x.View, default, workers));
        Assert.Throws<ArgumentException>(() => GroupNorm.Forward(x.View, new[] { 0, 3, 3, 8 }, 2, w, x.View, default, workers));
        Assert.Throws<ArgumentException>(() => GroupNorm.Forward(x.View, 4, 2, w, x.View, new TestMatrix(2, 2).View, workers));
        Assert.Throws<ArgumentException>(() => GroupNorm.Relevance(new TestMatrix(9, 6).View, 4, 2, w, statistics.View, new TestMatrix(9, 6).View, workers));
        Assert.Throws<ArgumentException>(() => GroupNorm.Relevance(x.View, new[] { 0, 8 }, 2, w, statistics.View, x.View, workers));
    }

    private sealed class Case
    {
        private readonly int _size;
        private readonly int _groups;
        private readonly double[,] _means;
        private readonly double[,] _variances;

        public Case(int channels, int groups)
        {
            var random = new Random(channels);
            (_size, _groups) = (channels / groups, groups);
            W = new NormWeights(ArraySource.Random(random, "weight", channels), ArraySource.Random(random, "bias", channels), Epsilon);
            X = TestMatrix.Random(random, 40, channels, 16);
            G = TestMatrix.Random(random, 80, channels, 0, 32);
            for (int r = 0; r < 40; r++)
            {
                for (int c = 0; c < channels; c++)
                {
                    X[r, c] += 3;
                }
            }

            _means = GroupMeans(40, (r, c) => X[r, c]);
            _variances = GroupMeans(40, (r, c) => (X[r, c] - Mean(r, c)) * (X[r, c] - Mean(r, c)));
        }

        public NormWeights W { get; }

        public TestMatrix X { get; }

        public TestMatrix G { get; }

        public double T(int row, int c) => (double)G[row, c] * W.Weight[c];

        /// <summary>The mean of something over the numbers of each sample and group, for every target.</summary>
        public double[,] GroupMeans(int rows, Func<int, int, double> of)
        {
            var means = new double[rows / 40 * 3, _groups];
            for (int r = 0; r < rows; r++)
            {
                int s = Sample(r);
                for (int c = 0; c < _groups * _size; c++)
                {
                    means[(r / 40 * 3) + s, c / _size] += of(r, c) / (_size * (s_starts[s + 1] - s_starts[s]));
                }
            }

            return means;
        }

        public double Of(double[,] means, int row, int c) => means[(row / 40 * 3) + Sample(row), c / _size];

        public double Mean(int row, int c) => Of(_means, row, c);

        public double Sigma(int row, int c) => Math.Sqrt(Of(_variances, row, c) + Epsilon);

        private static int Sample(int row) => Array.FindLastIndex(s_starts, s => s <= row % 40);

        public double Normalised(int row, int c) => (X[row, c] - Mean(row, c)) / Sigma(row, c);

        // Where the numbers of a group hardly differ, the rounding of x itself is felt.
        public double Scale(int row, int c) => 1 + (1 / Sigma(row, c));
    }
}
