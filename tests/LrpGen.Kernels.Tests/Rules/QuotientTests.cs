using System.Text.Json;
using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class QuotientTests
{
    /// <summary>The distance that golden references ask of 32-bit arithmetic.</summary>
    private const double GoldenTolerance = 1e-5;

    [Theory, ClassData(typeof(Widths))]
    public void Every_stabiliser_agrees_with_its_reference(VectorWidth width)
    {
        using var golden = new GoldenTensors("stabiliser");
        using var workers = new Workers(2, width);
        using PackedLinear layer = PackedLinear.Pack(new LinearPart(golden.Weight("layer.weight"), golden.Weight("layer.bias")));
        TestMatrix x = golden.Matrix("input"), r = golden.Matrix("relevance_out");
        TestMatrix z = TestMatrix.Dirty(x.Rows, r.Columns), s = TestMatrix.Dirty(x.Rows, r.Columns), rIn = TestMatrix.Dirty(x.Rows, x.Columns);
        layer.Forward(x.View, WeightMap.Identity, InputMap.Identity, withBias: true, z.View, workers);
        int seen = 0;
        foreach (JsonProperty method in golden.Description.GetProperty("methods").EnumerateObject())
        {
            string policy = method.Value.GetProperty("policy").GetString()!.Replace("_", "", StringComparison.Ordinal);
            var stabiliser = new Stabiliser(Enum.Parse<StabiliserPolicy>(policy, ignoreCase: true), method.Value.GetProperty("epsilon").GetSingle());
            Quotients.Stabilised(r.View, default, z.View, stabiliser, 1f, sampleRows: 1, s.View, workers);
            AssertGolden(golden.Expected($"{method.Name}.quotient").Values, s, method.Name);
            layer.Adjoint(s.View, WeightMap.Identity, rIn.View, accumulate: false, workers);
            Products.Multiply(x.View, InputMap.Identity, rIn.View, 1f, rIn.View, accumulate: false, workers);
            AssertGolden(golden.Expected($"{method.Name}.input").Values, rIn, method.Name);
            seen++;
        }

        Assert.Equal(19, seen);
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_scaled_stabiliser_takes_the_mean_over_the_sample(VectorWidth width)
    {
        // Two targets, two samples of three rows.
        using var workers = new Workers(3, width);
        TestMatrix z = TestMatrix.Random(new Random(1), 6, 19), r = TestMatrix.Random(new Random(2), 12, 19), s = TestMatrix.Dirty(12, 19);
        Quotients.Stabilised(r.View, default, z.View, new(StabiliserPolicy.RmsScaled, 0.5f), 2f, sampleRows: 3, s.View, workers);
        s.AssertClose(
            (row, c) =>
            {
                int sample = row % 6 / 3;
                double square = Enumerable.Range(0, 57).Sum(i => Math.Pow(z[(3 * sample) + (i / 19), i % 19], 2)), d = z[row % 6, c];
                return 2 * r[row, c] / (d + ((d < 0 ? -0.5 : 0.5) * Math.Sqrt(square / 57)));
            },
            (_, _) => 1e-5);
    }

    // Squares of these are infinite, or zero, in single precision; their mean is not.
    [Theory, ClassData(typeof(Widths))]
    public void A_scaled_stabiliser_takes_the_mean_of_squares_that_single_precision_cannot_hold(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        foreach (float scale in new[] { 1e-25f, 1e25f })
        {
            TestMatrix z = TestMatrix.Random(new Random(1), 2, 19), r = TestMatrix.Random(new Random(2), 2, 19), s = TestMatrix.Dirty(2, 19);
            for (int i = 0; i < 38; i++)
            {
                z[i / 19, i % 19] *= scale;
            }

            Quotients.Stabilised(r.View, default, z.View, new(StabiliserPolicy.RmsScaled, 0.5f), scale, sampleRows: 1, s.View, workers);
            s.AssertClose(
                (row, c) =>
                {
                    double rms = Math.Sqrt(Enumerable.Range(0, 19).Sum(i => (double)z[row, i] * z[row, i]) / 19), d = z[row, c];
                    return scale * r[row, c] / (d + ((d < 0 ? -0.5 : 0.5) * rms));
                },
                (_, _) => 1e-5);
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void Where_all_of_a_sample_is_zero_a_scaled_stabiliser_drops_relevance_and_what_is_no_number_goes_on(VectorWidth width)
    {
        // The first sample is zero, the second is not, the third holds a NaN.
        using var workers = new Workers(1, width);
        TestMatrix z = TestMatrix.Random(new Random(1), 3, 19), r = TestMatrix.Random(new Random(2), 3, 19), s = TestMatrix.Dirty(3, 19);
        for (int c = 0; c < 19; c++)
        {
            z[0, c] = 0;
        }

        z[2, 4] = float.NaN;
        r[0, 3] = 0;
        foreach (StabiliserPolicy policy in (StabiliserPolicy[])[StabiliserPolicy.RmsScaled, StabiliserPolicy.RmsScaledClip])
        {
            Quotients.Stabilised(r.View, default, z.View, new(policy, 0.5f), 1f, sampleRows: 1, s.View, workers);
            for (int c = 0; c < 19; c++)
            {
                Assert.Equal(0, s[0, c]);
                Assert.True(float.IsFinite(s[1, c]) && s[1, c] != 0);
                Assert.True(float.IsNaN(s[2, c]));
            }
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void Relevance_over_a_tensor_is_multiplied_with_it(VectorWidth width)
    {
        using var workers = new Workers(3, width);
        TestMatrix z = TestMatrix.Random(new Random(1), 5, 19), g = TestMatrix.Random(new Random(2), 10, 19), of = TestMatrix.Random(new Random(3), 5, 19);
        TestMatrix s = TestMatrix.Dirty(10, 19);
        Quotients.Stabilised(g.View, of.View, z.View, new(StabiliserPolicy.UnsignedAdd, 3f), -2f, 1, s.View, workers);
        s.AssertClose((row, c) => -2 * (double)g[row, c] * of[row % 5, c] / (z[row % 5, c] + 3.0), (_, _) => 1e-6);
    }

    [Theory]
    [InlineData(StabiliserPolicy.SignedAdd)]
    [InlineData(StabiliserPolicy.RmsScaled)]
    public void The_gamma_rule_favours_the_parts_that_have_the_sign_of_the_output(StabiliserPolicy policy)
    {
        foreach (VectorWidth width in Vectors.Available)
        {
            using var workers = new Workers(2, width);
            TestMatrix z = TestMatrix.Random(new Random(1), 5, 19), g = TestMatrix.Random(new Random(2), 10, 19), of = TestMatrix.Random(new Random(3), 5, 19);
            TestMatrix magnitude = TestMatrix.Random(new Random(4), 5, 19), total = TestMatrix.Random(new Random(5), 5, 19);
            z[2, 3] = 0;
            z[3, 4] = -0f;
            TestMatrix s = TestMatrix.Dirty(10, 19), t = TestMatrix.Dirty(10, 19);
            Quotients.Gamma(g.View, of.View, z.View, total.View, magnitude.View, 0.5f, new(policy, 0.125f), 1, s.View, t.View, workers);
            s.AssertClose((row, c) => 1.25 * Quotient(row, c), (row, c) => Tolerance(row % 5, c));
            t.AssertClose((row, c) => 0.25 * Math.Sign(z[row % 5, c]) * Quotient(row, c), (row, c) => Tolerance(row % 5, c));

            double Quotient(int row, int c) => z[row % 5, c] == 0 ? 0 : (double)g[row, c] * of[row % 5, c] / Denominator(row % 5, c);

            // total + γ z^±, z^± = ½(total ± m), the sign being that of z; the mean of a scaled ε is over all outputs with that sign.
            double Whole(int row, int c, double sign) => total[row, c] + (0.5 * 0.5 * (total[row, c] + (sign * magnitude[row, c])));

            double Denominator(int row, int c)
            {
                double sign = z[row, c] < 0 ? -1 : 1, d = Whole(row, c, sign);
                double scale = policy == StabiliserPolicy.RmsScaled ? Math.Sqrt(Enumerable.Range(0, 19).Average(i => Math.Pow(Whole(row, i, sign), 2))) : 1;
                return d + ((d < 0 ? -0.125 : 0.125) * scale);
            }

            // A quotient is as sensitive as its denominator is small.
            double Tolerance(int row, int c) => 1e-6 / Math.Pow(Denominator(row, c), 2);
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void Products_combine_inputs_and_adjoints(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        TestMatrix x = TestMatrix.Random(new Random(1), 5, 19), u = TestMatrix.Random(new Random(2), 10, 19), v = TestMatrix.Random(new Random(3), 10, 19);
        TestMatrix result = TestMatrix.Dirty(10, 19);
        foreach (InputMap map in Enum.GetValues<InputMap>())
        {
            Func<double, double> input = ConvolutionCase.Of(map);
            Products.Multiply(x.View, map, u.View, 0.5f, result.View, accumulate: false, workers);
            result.AssertClose((r, c) => 0.5 * input(x[r % 5, c]) * u[r, c], (_, _) => 1e-6);
            Products.Multiply(x.View, map, v.View, 1f, result.View, accumulate: true, workers);
            result.AssertClose((r, c) => input(x[r % 5, c]) * ((0.5 * u[r, c]) + v[r, c]), (_, _) => 1e-6);
        }

        Products.SignedCombination(x.View, timesInput: true, u.View, v.View, result.View, accumulate: false, workers);
        result.AssertClose((r, c) => x[r % 5, c] * (x[r % 5, c] > 0 ? u[r, c] : v[r, c]), (_, _) => 1e-6);
        Products.SignedCombination(x.View, timesInput: false, u.View, v.View, result.View, accumulate: true, workers);
        result.AssertClose((r, c) => (1.0 + x[r % 5, c]) * (x[r % 5, c] > 0 ? u[r, c] : v[r, c]), (_, _) => 1e-6);
        Products.Sum(u.View, v.View, -3f, result.View, workers);
        result.AssertClose((r, c) => u[r, c] - (3 * v[r, c]), (_, _) => 1e-6);
    }

    [Theory, ClassData(typeof(Widths))]
    public void Relu_rules_modify_the_gradient(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        TestMatrix z = TestMatrix.Random(new Random(1), 5, 19), g = TestMatrix.Random(new Random(2), 10, 19), gIn = TestMatrix.Dirty(10, 19);
        ReluRules.Backward(ReluRule.GuidedBackprop, g.View, z.View, 0, gIn.View, workers);
        gIn.AssertClose((r, c) => z[r % 5, c] > 0 ? Math.Max(0, g[r, c]) : 0, (_, _) => 0);
        ReluRules.Backward(ReluRule.Deconvnet, g.View, z.View, 0, gIn.View, workers);
        gIn.AssertClose((r, c) => Math.Max(0, g[r, c]), (_, _) => 0);
        ReluRules.Backward(ReluRule.BetaSmooth, g.View, z.View, 10, gIn.View, workers);
        gIn.AssertClose((r, c) => g[r, c] / (1 + Math.Exp(-10.0 * z[r % 5, c])), (_, _) => 1e-6);
    }

    private static void AssertGolden(double[] expected, TestMatrix found, string what)
    {
        for (int row = 0; row < found.Rows; row++)
        {
            double most = 0, off = 0;
            for (int c = 0; c < found.Columns; c++)
            {
                double want = expected[(row * found.Columns) + c];
                most = Math.Max(most, Math.Abs(want));
                off = Math.Max(off, Math.Abs(want - found[row, c]));
            }

            Assert.True(off <= GoldenTolerance * most, $"{what}, row {row}: off by {off} of {most}");
        }

        found.AssertFrame();
    }
}
