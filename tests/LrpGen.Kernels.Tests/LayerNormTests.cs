using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class LayerNormTests
{
    private const float Epsilon = 1e-5f;

    // x is of order 1 with a mean of 3: sums of up to 800 floats, and a few roundings more.
    private const double Tolerance = 5e-6;

    public static TheoryData<VectorWidth, int> Columns()
    {
        var data = new TheoryData<VectorWidth, int>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach (int columns in new[] { 2, 7, 15, 16, 17, 31, 48, 70, 768, 790 })
            {
                data.Add(width, columns);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Columns))]
    public void Forward_normalises_each_row(VectorWidth width, int columns)
    {
        using var workers = new Workers(2, width);
        var random = new Random(columns);
        (NormWeights w, float[] weight, float[] bias) = Weights(random, columns);
        TestMatrix x = TestMatrix.Random(random, 9, columns, 16), residual = TestMatrix.Random(random, 9, columns, 0, 16);
        TestMatrix y = TestMatrix.Dirty(9, columns), sum = TestMatrix.Dirty(9, columns, 32), statistics = new(9, 2);
        Shift(x);
        LayerNorm.Forward(x.View, w, y.View, statistics.View, workers);
        CheckForward(y, x, weight, bias);
        Assert.Equal(Mean(x, 3), statistics[3, 0], 1e-5);
        Assert.Equal(1, statistics[3, 1] * Sigma(x, 3), 1e-4);

        LayerNorm.ForwardResidual(x.View, residual.View, w, sum.View, y.View, default, workers);
        sum.AssertClose((r, c) => x[r, c] + residual[r, c], (r, c) => 3e-7);
        CheckForward(y, sum, weight, bias);
        TestMatrix unkept = TestMatrix.Dirty(9, columns);
        LayerNorm.ForwardResidual(x.View, residual.View, w, default, unkept.View, default, workers);
        unkept.AssertSame(y);
        LayerNorm.ForwardResidual(x.View, residual.View, w, x.View, unkept.View, default, workers);
        unkept.AssertSame(y);
        x.AssertSame(sum);
    }

    [Theory, MemberData(nameof(Columns))]
    public void Relevance_holds_sigma_and_gradient_does_not(VectorWidth width, int columns)
    {
        using var workers = new Workers(2, width);
        var random = new Random(columns);
        (NormWeights w, float[] weight, _) = Weights(random, columns);
        TestMatrix x = TestMatrix.Random(random, 6, columns), y = new(6, columns), statistics = new(6, 2);
        Shift(x);
        LayerNorm.Forward(x.View, w, y.View, statistics.View, workers);
        TestMatrix g = TestMatrix.Random(random, 12, columns, 16), gIn = TestMatrix.Dirty(12, columns, 0, 16);

        var expected = Enumerable.Range(0, 12).Select(r => new Expected(g, r, x, r % 6, weight)).ToArray();
        LayerNorm.Relevance(g.View, w, statistics.View, gIn.View, workers);
        gIn.AssertClose((r, c) => expected[r].Relevance(c), (r, c) => Tolerance * expected[r].Scale);

        LayerNorm.Gradient(g.View, x.View, w, statistics.View, gIn.View, workers);
        gIn.AssertClose((r, c) => expected[r].Gradient(c), (r, c) => 2 * Tolerance * expected[r].Scale * expected[r].Scale);

        TestMatrix aliased = TestMatrix.Dirty(12, columns);
        Residual.Copy(g.View, aliased.View, workers);
        LayerNorm.Gradient(aliased.View, x.View, w, statistics.View, aliased.View, workers);
        aliased.AssertSame(gIn);
    }

    /// <summary>The formulas of one row, with the sums taken once.</summary>
    private sealed class Expected
    {
        private readonly double[] _t;
        private readonly double[] _normalised;
        private readonly double _sigma;
        private readonly double _mean;
        private readonly double _aligned;

        public Expected(TestMatrix g, int row, TestMatrix x, int xRow, float[] weight)
        {
            double mean = Mean(x, xRow);
            _sigma = Sigma(x, xRow);
            _t = [.. weight.Select((w, c) => (double)g[row, c] * w)];
            _normalised = [.. weight.Select((_, c) => (x[xRow, c] - mean) / _sigma)];
            _mean = _t.Average();
            _aligned = _t.Zip(_normalised, (a, b) => a * b).Average();
            Scale = LayerNormTests.Scale(_sigma);
        }

        public double Scale { get; }

        public double Relevance(int c) => (_t[c] - _mean) / _sigma;

        public double Gradient(int c) => (_t[c] - _mean - (_normalised[c] * _aligned)) / _sigma;
    }

    // Dividing by a small σ multiplies the errors of x and of the mean.
    private static double Scale(double sigma) => Math.Max(1, 4 / sigma);

    private static void CheckForward(TestMatrix y, TestMatrix x, float[] weight, float[] bias)
    {
        double[] mean = [.. Enumerable.Range(0, x.Rows).Select(r => Mean(x, r))];
        double[] sigma = [.. Enumerable.Range(0, x.Rows).Select(r => Sigma(x, r))];
        y.AssertClose((r, c) => (weight[c] * (x[r, c] - mean[r]) / sigma[r]) + bias[c], (r, c) => Tolerance * Scale(sigma[r]));
    }

    private static void Shift(TestMatrix x)
    {
        for (int r = 0; r < x.Rows; r++)
        {
            for (int c = 0; c < x.Columns; c++)
            {
                x[r, c] += 3;
            }
        }
    }

    private static double Mean(TestMatrix x, int row) => Enumerable.Range(0, x.Columns).Average(c => (double)x[row, c]);

    private static double Sigma(TestMatrix x, int row)
    {
        double mean = Mean(x, row);
        return Math.Sqrt(Enumerable.Range(0, x.Columns).Average(c => (x[row, c] - mean) * (x[row, c] - mean)) + Epsilon);
    }

    private static (NormWeights Weights, float[] Weight, float[] Bias) Weights(Random random, int columns)
    {
        ArraySource weight = ArraySource.Random(random, "weight", columns), bias = ArraySource.Random(random, "bias", columns);
        return (new NormWeights(weight, bias, Epsilon), weight.Values, bias.Values);
    }
}
