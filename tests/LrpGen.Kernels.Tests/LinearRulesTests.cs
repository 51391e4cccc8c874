using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>The rules in gradient form against their textbook formulas (docs/architecture.md) on a small dense layer.</summary>
public sealed class LinearRulesTests
{
    private const int Rows = 5;
    private const int Inputs = 19;
    private const int Outputs = 21;
    private const float Epsilon = 1e-3f;

    [Theory, ClassData(typeof(Widths))]
    public void Epsilon_shares_z_over_the_stabilised_z(VectorWidth width)
    {
        var c = new Case(width);
        LinearRules.Epsilon(c.G.View, c.Z.View, 0.25f, c.S.View, c.Workers);
        c.S.AssertClose((r, j) => c.G[r, j] * c.Z[r % Rows, j] / Stabilised(c.Z[r % Rows, j], 0.25), (_, _) => 3e-7);
    }

    [Theory, ClassData(typeof(Widths))]
    public void Gamma_weighs_the_parts_that_agree_with_z(VectorWidth width)
    {
        const float Gamma = 0.25f;
        var c = new Case(width);
        LinearRules.Gamma(c.G.View, c.Z.View, c.M.View, Gamma, Epsilon, c.S.View, c.T.View, c.Workers);
        c.Join(1 + (Gamma / 2), Gamma / 2);
        c.Compare((x, w, z) => (x * w) + (Gamma * Agreeing(x * w, z > 0)), (b, z) => b + (Gamma * Agreeing(b, z > 0)), 1);
    }

    [Theory, ClassData(typeof(Widths))]
    public void Alpha_beta_treats_the_two_signs_apart(VectorWidth width)
    {
        var c = new Case(width);
        LinearRules.AlphaBeta(c.G.View, c.Z.View, c.M.View, 2, 1, Epsilon, c.S.View, c.T.View, c.Workers);
        c.Join(1, 1);
        c.CompareAlphaBeta(2, 1);
    }

    [Theory, ClassData(typeof(Widths))]
    public void Alpha_one_beta_nothing_is_the_z_plus_rule(VectorWidth width)
    {
        var c = new Case(width);
        LinearRules.AlphaBeta(c.G.View, c.Z.View, c.M.View, 1, 0, Epsilon, c.S.View, c.T.View, c.Workers);
        c.Join(1, 1);
        c.CompareAlphaBeta(1, 0);
    }

    [Fact]
    public void A_sign_without_contributions_takes_nothing()
    {
        TestMatrix z = new(1, 2), m = new(1, 2), g = new(1, 2), s = new(1, 2), t = new(1, 2);
        (z[0, 0], m[0, 0], g[0, 0]) = (2, 2, 1);
        (z[0, 1], m[0, 1], g[0, 1]) = (-3, 3, 1);
        using var workers = new Workers(1);
        LinearRules.AlphaBeta(g.View, z.View, m.View, 2, 1, 1e-9f, s.View, t.View, workers);
        Assert.Equal([1f, 1f], [s[0, 0], t[0, 0]]);

        // β·gz/d(z⁻) = 1: s = −½, t = ½.
        Assert.Equal([-0.5f, 0.5f], [s[0, 1], t[0, 1]]);
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_signed_sum_takes_the_sign_of_the_input(VectorWidth width)
    {
        var c = new Case(width);
        TestMatrix u = TestMatrix.Random(new Random(1), 2 * Rows, Inputs), v = TestMatrix.Random(new Random(2), 2 * Rows, Inputs, 16);
        TestMatrix sum = TestMatrix.Dirty(2 * Rows, Inputs);
        double Expected(int r, int i) => (3 * u[r, i]) + (0.5 * (c.X[r % Rows, i] < 0 ? -v[r, i] : v[r, i]));
        LinearRules.SignedSum(u.View, v.View, c.X.View, 3, 0.5f, sum.View, accumulate: false, c.Workers);
        sum.AssertClose(Expected, (_, _) => 1e-6);
        LinearRules.SignedSum(u.View, v.View, c.X.View, 3, 0.5f, sum.View, accumulate: true, c.Workers);
        sum.AssertClose((r, i) => 2 * Expected(r, i), (_, _) => 2e-6);
    }

    private static double Stabilised(double z, double epsilon) => z + (z >= 0 ? epsilon : -epsilon);

    private static double Agreeing(double part, bool positive) => positive ? Math.Max(part, 0) : Math.Min(part, 0);

    private sealed class Case
    {
        private readonly PackedLinear _packed;
        private readonly float[] _w;
        private readonly float[] _b;
        private readonly TestMatrix _gIn = TestMatrix.Dirty(2 * Rows, Inputs);

        public Case(VectorWidth width)
        {
            var random = new Random(3);
            ArraySource w = ArraySource.Random(random, "weight", Outputs, Inputs), b = ArraySource.Random(random, "bias", Outputs);
            (_w, _b) = (w.Values, b.Values);
            _packed = PackedLinear.Pack(new LinearPart(w, b));
            Workers = new Workers(1, width);
            Linear.Forward(X.View, _packed, Z.View, Workers);
            Linear.Magnitude(X.View, _packed, M.View, Workers);
        }

        public Workers Workers { get; }

        public TestMatrix X { get; } = TestMatrix.Random(new Random(4), Rows, Inputs);

        public TestMatrix G { get; } = TestMatrix.Random(new Random(5), 2 * Rows, Outputs, 16);

        public TestMatrix Z { get; } = TestMatrix.Dirty(Rows, Outputs);

        public TestMatrix M { get; } = TestMatrix.Dirty(Rows, Outputs);

        public TestMatrix S { get; } = TestMatrix.Dirty(2 * Rows, Outputs);

        public TestMatrix T { get; } = TestMatrix.Dirty(2 * Rows, Outputs);

        public void Join(float uFactor, float vFactor)
        {
            TestMatrix u = TestMatrix.Dirty(2 * Rows, Inputs), v = TestMatrix.Dirty(2 * Rows, Inputs);
            S.AssertFrame();
            T.AssertFrame();
            Linear.Adjoint(S.View, _packed, u.View, accumulate: false, Workers);
            Linear.AdjointMagnitude(T.View, _packed, v.View, accumulate: false, Workers);
            LinearRules.SignedSum(u.View, v.View, X.View, uFactor, vFactor, _gIn.View, accumulate: false, Workers);
        }

        /// <summary>R_in,i = Σ_j numerator_ij/denominator_j·R_j with R_j = g_j·z_j, as relevance x_i·g_in,i.</summary>
        public void Compare(Func<double, double, double, double> numerator, Func<double, double, double> bias, double share) =>
            Check((r, i) => Enumerable.Range(0, Outputs).Sum(j =>
            {
                double z = Exact(r, j);
                double denominator = Enumerable.Range(0, Inputs).Sum(k => numerator(X[r % Rows, k], _w[(j * Inputs) + k], z)) + bias(_b[j], z);
                return share * numerator(X[r % Rows, i], _w[(j * Inputs) + i], z) / Stabilised(denominator, Epsilon) * G[r, j] * z;
            }));

        public void CompareAlphaBeta(double alpha, double beta) =>
            Check((r, i) => Enumerable.Range(0, Outputs).Sum(j =>
            {
                double Part(int k, bool positive) => Agreeing((double)X[r % Rows, k] * _w[(j * Inputs) + k], positive);
                double Total(bool positive) => Enumerable.Range(0, Inputs).Sum(k => Part(k, positive)) + Agreeing(_b[j], positive);
                double relevance = G[r, j] * Exact(r, j);
                return (alpha * Part(i, true) / Stabilised(Total(true), Epsilon) * relevance)
                    - (beta * Part(i, false) / (Total(false) - Epsilon) * relevance);
            }));

        // z and m are sums of 20 floats; the smallest denominators here are of order 0.1.
        private void Check(Func<int, int, double> relevance)
        {
            _gIn.AssertFrame();
            for (int r = 0; r < _gIn.Rows; r++)
            {
                for (int i = 0; i < Inputs; i++)
                {
                    Assert.Equal(relevance(r, i), (double)_gIn[r, i] * X[r % Rows, i], 3e-5);
                }
            }
        }

        private double Exact(int r, int j) => Enumerable.Range(0, Inputs).Sum(k => (double)X[r % Rows, k] * _w[(j * Inputs) + k]) + _b[j];
    }
}
