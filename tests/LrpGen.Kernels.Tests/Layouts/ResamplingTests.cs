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
}
