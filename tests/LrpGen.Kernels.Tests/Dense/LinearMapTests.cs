using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class LinearMapTests
{
    [Theory, ClassData(typeof(Widths))]
    public void Maps_change_weights_inputs_and_bias(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        foreach ((int rows, int inputs, int outputs) in new[] { (1, 16, 2), (5, 33, 17), (9, 769, 70), (20, 5, 64) })
        {
            var random = new Random(4);
            ArraySource w = ArraySource.Random(random, "weight", outputs, inputs), b = ArraySource.Random(random, "bias", outputs);
            using PackedLinear layer = PackedLinear.Pack(new LinearPart(w, b));
            TestMatrix x = TestMatrix.Random(random, rows, inputs, 16), g = TestMatrix.Random(random, rows, outputs, 0, 16);

            // Rounding errors grow like the root of the number of terms, in units of the sum of their magnitudes.
            double unit = (4 + (2 * Math.Sqrt(inputs + outputs))) / (1 << 24);
            foreach (WeightMap map in Enum.GetValues<WeightMap>())
            {
                Func<double, double> weight = ConvolutionCase.Of(map);
                foreach (InputMap inputMap in Enum.GetValues<InputMap>())
                {
                    Func<double, double> input = ConvolutionCase.Of(inputMap);
                    bool withBias = inputMap != InputMap.Positive;
                    TestMatrix y = TestMatrix.Dirty(rows, outputs, 16);
                    layer.Forward(x.View, map, inputMap, withBias, y.View, workers);
                    y.AssertClose(
                        (r, o) => Enumerable.Range(0, inputs).Sum(i => input(x[r, i]) * weight(w.Values[(o * inputs) + i])) + (withBias ? weight(b.Values[o]) : 0),
                        (r, o) => unit * (Enumerable.Range(0, inputs).Sum(i => Math.Abs(input(x[r, i]) * weight(w.Values[(o * inputs) + i]))) + Math.Abs(weight(b.Values[o]))));
                }

                TestMatrix gIn = TestMatrix.Dirty(rows, inputs, 0, 16);
                layer.Adjoint(g.View, map, gIn.View, accumulate: false, workers);
                gIn.AssertClose((r, i) => Adjoint(r, i), Tolerance);
                layer.Adjoint(g.View, map, gIn.View, accumulate: true, workers);
                gIn.AssertClose((r, i) => 2 * Adjoint(r, i), (r, i) => 3 * Tolerance(r, i));

                double Adjoint(int r, int i) => Enumerable.Range(0, outputs).Sum(o => g[r, o] * weight(w.Values[(o * inputs) + i]));

                double Tolerance(int r, int i) => unit * Enumerable.Range(0, outputs).Sum(o => Math.Abs(g[r, o] * weight(w.Values[(o * inputs) + i])));
            }
        }
    }
}
