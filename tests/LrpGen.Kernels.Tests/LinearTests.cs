using CsCheck;
using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class LinearTests
{
    /// <summary>Half a unit in the last place of a float near 1.</summary>
    private const double Unit = 1.0 / (1 << 24);

    // Rows around every tile height, columns around one to four blocks, inputs around blocks of 16 and of 768.
    public static TheoryData<VectorWidth, int, int, int> Shapes()
    {
        var data = new TheoryData<VectorWidth, int, int, int>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((int rows, int inputs, int outputs) in new[]
            {
                (1, 16, 2), (2, 17, 16), (3, 48, 33), (5, 1, 1), (7, 40, 70), (8, 767, 48), (9, 768, 64), (13, 769, 100),
                (20, 1600, 49), (33, 31, 200), (40, 70, 800), (26, 64, 1540), (17, 3, 18), (0, 8, 8),
            })
            {
                data.Add(width, rows, inputs, outputs);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Forward_is_x_times_W_transposed_plus_b(VectorWidth width, int rows, int inputs, int outputs)
    {
        var c = new Case(rows, inputs, outputs);
        using var workers = new Workers(2, width);
        Linear.Forward(c.X.View, c.Packed, c.Y.View, workers);
        c.Y.AssertClose(c.Forward, c.ForwardTolerance);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Magnitude_is_the_product_of_magnitudes(VectorWidth width, int rows, int inputs, int outputs)
    {
        var c = new Case(rows, inputs, outputs);
        using var workers = new Workers(2, width);
        Linear.Forward(c.X.View, c.Packed, WeightMap.Magnitude, InputMap.Magnitude, withBias: true, c.Y.View, workers);
        c.Y.AssertClose(c.Magnitude, c.ForwardTolerance);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Adjoint_is_g_times_W(VectorWidth width, int rows, int inputs, int outputs)
    {
        var c = new Case(rows, inputs, outputs);
        using var workers = new Workers(2, width);
        Linear.Adjoint(c.G.View, c.Packed, c.GIn.View, accumulate: false, workers);
        c.GIn.AssertClose((r, i) => c.Adjoint(r, i, w => w), c.AdjointTolerance);
        Linear.Adjoint(c.G.View, c.Packed, c.GIn.View, accumulate: true, workers);
        c.GIn.AssertClose((r, i) => 2 * c.Adjoint(r, i, w => w), (r, i) => 3 * c.AdjointTolerance(r, i));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Adjoint_magnitude_is_g_times_the_magnitude_of_W(VectorWidth width, int rows, int inputs, int outputs)
    {
        var c = new Case(rows, inputs, outputs);
        using var workers = new Workers(2, width);
        Linear.Adjoint(c.G.View, c.Packed, WeightMap.Magnitude, c.GIn.View, accumulate: false, workers);
        c.GIn.AssertClose((r, i) => c.Adjoint(r, i, Math.Abs), c.AdjointTolerance);
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_row_is_the_same_bit_for_bit_alone_and_among_others(VectorWidth width)
    {
        using var one = new Workers(1, width);
        using var three = new Workers(3, width);
        Gen.Select(Gen.Int[1, 70], Gen.Int[1, 900], Gen.Int[1, 130], Gen.Int[0, 1000]).Sample((rows, inputs, outputs, seed) =>
        {
            var all = new Case(rows, inputs, outputs, seed);
            Linear.Forward(all.X.View, all.Packed, all.Y.View, three);
            Linear.Adjoint(all.G.View, all.Packed, all.GIn.View, accumulate: false, three);
            int first = seed % rows, count = 1 + (seed % Math.Min(9, rows - first));
            var y = new TestMatrix(count, outputs);
            var gIn = new TestMatrix(count, inputs);
            Linear.Forward(all.X.View.RowRange(first, count), all.Packed, y.View, one);
            Linear.Adjoint(all.G.View.RowRange(first, count), all.Packed, gIn.View, accumulate: false, one);
            for (int r = 0; r < count; r++)
            {
                y.AssertSameRow(r, all.Y, first + r);
                gIn.AssertSameRow(r, all.GIn, first + r);
            }
        }, iter: 40, threads: 1);
    }

    [Fact]
    public void Widths_of_512_and_256_bits_agree_bit_for_bit()
    {
        if (!Vectors.Available.Contains(VectorWidth.Bits512))
        {
            return;
        }

        using var wide = new Workers(1, VectorWidth.Bits512);
        using var half = new Workers(1, VectorWidth.Bits256);
        Case a = new(29, 800, 790), b = new(29, 800, 790);
        Linear.Forward(a.X.View, a.Packed, Activation.Gelu, default, a.Y.View, wide);
        Linear.Forward(b.X.View, b.Packed, Activation.Gelu, default, b.Y.View, half);
        a.Y.AssertSame(b.Y);
        Linear.Adjoint(a.G.View, a.Packed, a.GIn.View, accumulate: false, wide);
        Linear.Adjoint(b.G.View, b.Packed, b.GIn.View, accumulate: false, half);
        a.GIn.AssertSame(b.GIn);
    }

    [Theory, ClassData(typeof(Widths))]
    public void An_activation_in_the_epilogue_is_the_activation_of_the_result(VectorWidth width)
    {
        using var workers = new Workers(2, width);
        foreach (Activation f in Enum.GetValues<Activation>())
        {
            var c = new Case(30, 800, 70);
            if (f is Activation.LeakyRelu or Activation.Elu or Activation.Clip)
            {
                // They have a parameter, which the tile does not know.
                Assert.Throws<NotSupportedException>(() => Linear.Forward(c.X.View, c.Packed, f, default, c.Y.View, workers));
                continue;
            }

            TestMatrix z = TestMatrix.Dirty(30, 70), y = TestMatrix.Dirty(30, 70), expected = new(30, 70), unkept = TestMatrix.Dirty(30, 70);
            Linear.Forward(c.X.View, c.Packed, c.Y.View, workers);
            Activations.Forward(f, c.Y.View, expected.View, workers);
            Linear.Forward(c.X.View, c.Packed, f, z.View, y.View, workers);
            Linear.Forward(c.X.View, c.Packed, f, default, unkept.View, workers);
            z.AssertSame(c.Y);
            y.AssertSame(expected);
            unkept.AssertSame(expected);
            z.AssertFrame();
            y.AssertFrame();
            unkept.AssertFrame();
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void Parts_side_by_side_give_what_each_gives_alone(VectorWidth width)
    {
        var random = new Random(5);
        var parts = new[] { 40, 16, 70 }.Select(n => new LinearPart(ArraySource.Random(random, "w", n, 50), n == 16 ? null : ArraySource.Random(random, "b", n))).ToArray();
        using PackedLinear fused = PackedLinear.Pack(parts);
        Assert.Equal(48 + 16 + 80, fused.Outputs);
        using var workers = new Workers(1, width);
        TestMatrix x = TestMatrix.Random(random, 11, 50), y = TestMatrix.Dirty(11, fused.Outputs);
        Linear.Forward(x.View, fused, y.View, workers);
        for (int p = 0; p < 3; p++)
        {
            using PackedLinear alone = PackedLinear.Pack(parts[p]);
            Assert.Equal(fused.PartColumns(p), alone.PartColumns(0));
            TestMatrix separate = TestMatrix.Dirty(11, alone.Outputs), view = TestMatrix.Dirty(11, alone.Outputs);
            Linear.Forward(x.View, alone, separate.View, workers);
            Linear.Forward(x.View, fused.Part(p), view.View, workers);
            view.AssertSame(separate);
            for (int r = 0; r < 11; r++)
            {
                for (int c = 0; c < alone.Outputs; c++)
                {
                    Assert.Equal(separate[r, c], y[r, fused.PartOffset(p) + c]);
                }
            }
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_all_named()
    {
        var random = new Random(1);
        ArgumentException error = Assert.Throws<ArgumentException>(() => PackedLinear.Pack(
            new LinearPart(ArraySource.Random(random, "query.weight", 4, 8), ArraySource.Random(random, "query.bias", 5)),
            new LinearPart(ArraySource.Random(random, "key.weight", 4, 9), null)));
        Assert.Contains("query.bias: expected [4], found [5]", error.Message, StringComparison.Ordinal);
        Assert.Contains("key.weight: expected [4, 8]", error.Message, StringComparison.Ordinal);

        var c = new Case(3, 20, 10);
        using var workers = new Workers(1);
        ArgumentException shape = Assert.Throws<ArgumentException>(() => Linear.Forward(c.G.View, c.Packed, c.Y.View, workers));
        Assert.Contains("expected [3, 20], found [3, 10]", shape.Message, StringComparison.Ordinal);
    }

    private sealed class Case
    {
        private readonly int _inputs;
        private readonly int _outputs;
        private readonly float[] _w;
        private readonly float[] _b;

        public Case(int rows, int inputs, int outputs, int seed = 1)
        {
            var random = new Random(seed);
            (_inputs, _outputs) = (inputs, outputs);
            ArraySource w = ArraySource.Random(random, "weight", outputs, inputs), b = ArraySource.Random(random, "bias", outputs);
            (_w, _b) = (w.Values, b.Values);
            Packed = PackedLinear.Pack(new LinearPart(w, b));
            X = TestMatrix.Random(random, rows, inputs, 16, 32);
            G = TestMatrix.Random(random, rows, outputs, 48, 16);
            Y = TestMatrix.Dirty(rows, outputs, 32, 16);
            GIn = TestMatrix.Dirty(rows, inputs, 16, 48);
        }

        public PackedLinear Packed { get; }

        public TestMatrix X { get; }

        public TestMatrix G { get; }

        public TestMatrix Y { get; }

        public TestMatrix GIn { get; }

        public double Forward(int row, int output) => Sum(_inputs, i => (double)X[row, i] * _w[(output * _inputs) + i]) + _b[output];

        public double Magnitude(int row, int output) => Sum(_inputs, i => Math.Abs((double)X[row, i] * _w[(output * _inputs) + i])) + Math.Abs(_b[output]);

        public double Adjoint(int row, int input, Func<double, double> map) => Sum(_outputs, o => G[row, o] * map(_w[(o * _inputs) + input]));

        // A sum of n terms is off by at most n units of the sum of magnitudes; rounding errors grow like √n in fact.
        public double ForwardTolerance(int row, int output) => Unit * (2 + (2 * Math.Sqrt(_inputs))) * Magnitude(row, output);

        public double AdjointTolerance(int row, int input) =>
            Unit * (2 + (2 * Math.Sqrt(_outputs))) * Sum(_outputs, o => Math.Abs((double)G[row, o] * _w[(o * _inputs) + input]));

        private static double Sum(int count, Func<int, double> term)
        {
            double sum = 0;
            for (int i = 0; i < count; i++)
            {
                sum += term(i);
            }

            return sum;
        }
    }
}
