using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class ResamplingTests
{
    public static TheoryData<VectorWidth, int, int, string> Cases()
    {
        var data = new TheoryData<VectorWidth, int, int, string>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((int input, int output) in new[] { (3, 6), (4, 9), (5, 5), (7, 3), (1, 4), (6, 1) })
            {
                foreach (string mode in new[] { "nearest", "linear", "aligned" })
                {
                    data.Add(width, input, output, mode);
                }
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Cases))]
    public void Outputs_and_adjoints_have_the_shares_of_the_definition(VectorWidth width, int input, int output, string mode)
    {
        const int Channels = 19, Samples = 2;
        using var workers = new Workers(2, width);
        ResamplingAxis axis = mode == "nearest" ? ResamplingAxis.Nearest(input, output) : ResamplingAxis.Linear(input, output, mode == "aligned");
        var shape = new ResamplingShape(ResamplingAxis.Unchanged(1), axis, ResamplingAxis.Nearest(2, 4));
        TestMatrix x = TestMatrix.Random(new Random(1), Samples * shape.InputPositions, Channels), y = TestMatrix.Dirty(Samples * shape.OutputPositions, Channels);
        LrpGen.Runtime.Resampling.Forward(x.View, shape, y.View, workers);
        y.AssertClose(
            (r, c) => Enumerable.Range(0, input).Sum(i => Share(i, r % shape.OutputPositions / 4) * x[(((r / shape.OutputPositions * input) + i) * 2) + (r % 4 / 2), c]),
            (_, _) => 1e-6);

        TestMatrix g = TestMatrix.Random(new Random(2), Samples * shape.OutputPositions, Channels), gIn = TestMatrix.Dirty(Samples * shape.InputPositions, Channels);
        LrpGen.Runtime.Resampling.Adjoint(g.View, shape, gIn.View, accumulate: false, workers);
        gIn.AssertClose(
            (r, c) => Enumerable.Range(0, output).Sum(o => Share(r % shape.InputPositions / 2, o)
                * (g[Row(r, o, 0), c] + (double)g[Row(r, o, 1), c])),
            (_, _) => 4e-6);

        int Row(int r, int o, int second) => (((r / shape.InputPositions * output) + o) * 4) + (2 * (r % 2)) + second;

        // The share of input i in output o.
        double Share(int i, int o)
        {
            if (mode == "nearest")
            {
                return (int)Math.Floor((double)o * input / output) == i ? 1 : 0;
            }

            double at = mode == "aligned" ? (output == 1 ? 0 : (double)o * (input - 1) / (output - 1)) : ((o + 0.5) * input / output) - 0.5;
            return Math.Max(0, 1 - Math.Abs(Math.Clamp(at, 0, input - 1) - i));
        }
    }

    public static TheoryData<VectorWidth, int, bool> Factors()
    {
        var data = new TheoryData<VectorWidth, int, bool>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach (int factor in new[] { 2, 3, 4, 5, 7 })
            {
                data.Add(width, factor, false);
                data.Add(width, factor, true);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Factors))]
    public void What_lies_between_equal_numbers_is_equal_to_them_bit_for_bit(VectorWidth width, int factor, bool aligned)
    {
        const int Channels = 40;
        using var workers = new Workers(1, width);
        ResamplingShape shape = Shape(factor, aligned);
        TestMatrix x = new(shape.InputPositions, Channels), y = new(shape.OutputPositions, Channels);
        var random = new Random(factor);
        for (int c = 0; c < Channels; c++)
        {
            float value = c == 0 ? float.PositiveInfinity : c == 1 ? float.MaxValue : c == 2 ? float.Epsilon : (random.NextSingle() - 0.5f) * MathF.Pow(10, random.Next(-30, 30));
            for (int r = 0; r < shape.InputPositions; r++)
            {
                x[r, c] = value;
            }
        }

        LrpGen.Runtime.Resampling.Forward(x.View, shape, y.View, workers);
        for (int r = 0; r < shape.OutputPositions; r++)
        {
            y.AssertSameRow(r, x, 0);
        }
    }

    [Theory, MemberData(nameof(Factors))]
    public void A_mirrored_picture_gives_a_mirrored_result_bit_for_bit(VectorWidth width, int factor, bool aligned)
    {
        const int Channels = 7, Size = 3;
        using var workers = new Workers(1, width);
        ResamplingShape shape = Shape(factor, aligned);
        int large = Size * factor;
        TestMatrix x = TestMatrix.Random(new Random(factor), 9, Channels), turned = new(9, Channels), y = new(large * large, Channels), back = new(large * large, Channels);
        for (int r = 0; r < 9; r++)
        {
            for (int c = 0; c < Channels; c++)
            {
                turned[8 - r, c] = x[r, c];
            }
        }

        LrpGen.Runtime.Resampling.Forward(x.View, shape, y.View, workers);
        LrpGen.Runtime.Resampling.Forward(turned.View, shape, back.View, workers);
        for (int r = 0; r < large * large; r++)
        {
            // Shares of other factors are rounded, those on one side of a pixel not as those on the other.
            if (factor is 2 or 4 && !aligned)
            {
                y.AssertSameRow(r, back, (large * large) - 1 - r);
            }
        }

        y.AssertClose((r, c) => back[(large * large) - 1 - r, c], (_, _) => 1e-6);
    }

    [Theory, ClassData(typeof(Widths))]
    public void What_is_no_number_or_infinite_goes_to_all_that_it_has_a_share_in(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        ResamplingShape shape = Shape(2, aligned: false);
        foreach (float bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            TestMatrix x = TestMatrix.Random(new Random(1), 9, 1), y = new(36, 1);
            x[4, 0] = bad;
            LrpGen.Runtime.Resampling.Forward(x.View, shape, y.View, workers);
            for (int r = 0; r < 36; r++)
            {
                // The pixel in the middle has a share in all but the border.
                bool reached = r / 6 is > 0 and < 5 && r % 6 is > 0 and < 5;
                Assert.True(reached ? y[r, 0].Equals(bad) : float.IsFinite(y[r, 0]), $"{bad}, {r}: {y[r, 0]}");
            }
        }
    }

    private static ResamplingShape Shape(int factor, bool aligned)
    {
        ResamplingAxis axis = ResamplingAxis.Linear(3, 3 * factor, aligned);
        return new ResamplingShape(ResamplingAxis.Unchanged(1), axis, axis);
    }
}
