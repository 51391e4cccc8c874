using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>
/// Windows of pools over a grid of sizes: as many as PyTorch's formula says, each with the inputs and the divisor of its definition.
/// </summary>
public sealed class PoolGridTests
{
    /// <summary>Every axis of up to 7 places with kernels, strides and paddings of up to 5; with and without rounding up, padding counted or not.</summary>
    private static IEnumerable<(int Input, int Kernel, int Stride, int Before, int Behind, bool Ceiling, bool Count)> Grid()
        => from input in Enumerable.Range(1, 7)
           from kernel in Enumerable.Range(1, 5)
           from stride in Enumerable.Range(1, 4)
           from before in Enumerable.Range(0, kernel)
           from behind in Enumerable.Range(0, kernel)
           from ceiling in new[] { false, true }
           from count in new[] { false, true }
           select (input, kernel, stride, before, behind, ceiling, count);

    [Fact]
    public void Windows_are_counted_and_averaged_by_their_definition()
    {
        using Workers workers = new(1);
        float[] x = [3, -1, 4, 1.5f, -5, 9, 2];
        foreach ((int input, int kernel, int stride, int before, int behind, bool ceiling, bool count) in Grid())
        {
            string where = $"{input} places, kernel {kernel}, stride {stride}, padding {before} and {behind}, ceiling {ceiling}, padding counts {count}";
            int outputs = Outputs(input, kernel, stride, before, behind, ceiling);
            Assert.True(new SlidingWindow(input, kernel, stride, before, behind, 1, ceiling).Count == outputs, where);
            if (outputs < 1)
            {
                Assert.Throws<ArgumentException>(() => PoolAxis.Windows(input, kernel, stride, before, ceiling, count, behind));
                continue;
            }

            PoolAxis axis = PoolAxis.Windows(input, kernel, stride, before, ceiling, count, behind);
            Assert.True(axis.Output == outputs, where);
            (float[] means, float[] maxima) = Pool(x[..input], axis, workers);
            for (int o = 0; o < outputs; o++)
            {
                int first = (o * stride) - before;
                int[] inside = [.. Enumerable.Range(first, kernel).Where(i => i >= 0 && i < input)];

                // What rounding up adds behind the padding is neither an input nor padding.
                int divisor = count ? Enumerable.Range(first, kernel).Count(i => i < input + behind) : inside.Length;
                Assert.True(Math.Abs((inside.Sum(i => (double)x[i]) / divisor) - means[o]) <= 1e-6, where);
                Assert.True(inside.Max(i => x[i]) == maxima[o], where);
            }
        }
    }

    /// <summary>PyTorch's <c>pooling_output_shape_pad_lr</c>, whose division rounds down below 0 as well.</summary>
    private static int Outputs(int input, int kernel, int stride, int before, int behind, bool ceiling)
    {
        int outputs = (int)Math.Floor((input + before + behind - (kernel - 1) - 1 + (ceiling ? stride - 1 : 0)) / (double)stride) + 1;
        return Math.Max(0, ceiling && (outputs - 1) * stride >= input + before ? outputs - 1 : outputs);
    }

    private static (float[] Means, float[] Maxima) Pool(float[] x, PoolAxis axis, Workers workers)
    {
        PoolShape shape = new(PoolAxis.None, PoolAxis.None, axis);
        float[] rows = new float[x.Length * Matrix.Pad(1)], means = new float[axis.Output * Matrix.Pad(1)], maxima = new float[means.Length];
        for (int i = 0; i < x.Length; i++)
        {
            rows[i * Matrix.Pad(1)] = x[i];
        }

        Pooling.AverageForward(new Matrix(rows, x.Length, 1, Matrix.Pad(1)), shape, new Matrix(means, axis.Output, 1, Matrix.Pad(1)), workers);
        Pooling.MaxForward(new Matrix(rows, x.Length, 1, Matrix.Pad(1)), shape, new Matrix(maxima, axis.Output, 1, Matrix.Pad(1)), workers);
        return ([.. means.Where((_, i) => i % Matrix.Pad(1) == 0)], [.. maxima.Where((_, i) => i % Matrix.Pad(1) == 0)]);
    }
}
