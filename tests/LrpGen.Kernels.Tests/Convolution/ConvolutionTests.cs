using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class ConvolutionTests
{
    private static readonly ConvolutionAxis None = ConvolutionAxis.None;

    private static readonly (string Name, ConvolutionShape Shape)[] s_shapes =
    [
        ("1x1", new(None, new(5, 1), new(6, 1), 17, 33)),
        ("3x3", new(None, new(7, 3, Padding: 1), new(9, 3, Padding: 1), 5, 16)),
        ("3x3 without padding", new(None, new(6, 3), new(5, 3), 16, 3)),
        ("3x3 of 64 channels", new(None, new(6, 3, Padding: 1), new(5, 3, Padding: 1), 33, 64)),
        ("5x5 with stride", new(None, new(11, 5, 2, 2), new(9, 5, 3, 1), 3, 17)),
        ("7x7 with stride", new(None, new(13, 7, 2, 3), new(12, 7, 2, 3), 3, 33)),
        ("1x1 with stride", new(None, new(7, 1, 2), new(8, 1, 2), 16, 5)),
        ("dilated", new(None, new(9, 3, 1, 2, 2), new(10, 3, 2, 3, 3), 3, 5)),
        ("one channel", new(None, new(8, 3, Padding: 1), new(8, 3, Padding: 1), 1, 1)),
        ("one wide kernel", new(None, new(4, 1), new(20, 7, 1, 3), 5, 17)),
        ("more padding than input", new(None, new(2, 5, 1, 4), new(2, 3, 2, 2), 3, 3)),
        ("padding on one side", new(None, new(6, 2, 1, 0, 1, 1), new(6, 4, 2, 1, 1, 2), 3, 5)),
        ("1-d", new(None, None, new(23, 5, 2, 2), 5, 17)),
        ("a row", new(None, new(1, 1), new(8, 3), 3, 17)),
        ("a column", new(None, new(8, 3), new(1, 1), 3, 17)),
        ("a pixel", new(None, new(1, 1), new(1, 1), 5, 17)),
        ("a pixel of three axes", new(new(1, 1), new(1, 1), new(1, 1), 17, 3)),
        ("one position", new(None, None, new(1, 1), 5, 17)),
        ("a pixel, depthwise", new(None, new(1, 1), new(1, 1), 17, 17, 17)),
        ("a pixel, transposed", new(None, new(1, 1), new(1, 1), 5, 17, Transposed: true)),
        ("3-d", new(new(5, 3, 2, 1), new(4, 3, 1, 1), new(6, 2, 2, 0), 3, 16)),
        ("two groups", new(None, new(5, 3, Padding: 1), new(5, 3, Padding: 1), 10, 34, 2)),
        ("groups across blocks", new(None, new(4, 3, 2, 1), new(5, 3, 1, 1), 15, 35, 5)),
        ("groups of whole blocks", new(None, new(4, 3, Padding: 1), new(4, 3, Padding: 1), 8, 64, 2)),
        ("depthwise", new(None, new(7, 3, 2, 1), new(6, 3, 1, 1), 33, 33, 33)),
        ("depthwise, dilated", new(None, new(9, 3, 1, 2, 2), new(9, 3, 1, 2, 2), 16, 16, 16)),
        ("depthwise with multiplier", new(None, new(5, 3, 1, 1), new(5, 3, 1, 1), 5, 15, 5)),
        ("transposed", new(None, new(4, 3, 2, 1, OutputPadding: 1), new(5, 4, 2, 1), 5, 17, Transposed: true)),
        ("transposed with gaps", new(None, new(3, 1, 2), new(4, 2, 3, 0, 1, -1, 1), 3, 5, Transposed: true)),
        ("transposed, dilated, groups", new(None, new(4, 3, 3, 2, 2), new(4, 2, 1, 0, 3), 6, 9, 3, Transposed: true)),
        ("transposed 1-d", new(None, None, new(9, 5, 2, 2, 1, -1, 1), 17, 3, Transposed: true)),
        ("transposed depthwise", new(None, new(4, 3, 2, 1), new(4, 3, 2, 1), 17, 17, 17, Transposed: true)),
    ];

    public static TheoryData<VectorWidth, string> Shapes()
    {
        var data = new TheoryData<VectorWidth, string>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((string name, _) in s_shapes)
            {
                data.Add(width, name);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Forward_is_the_definition(VectorWidth width, string name)
    {
        using var c = new ConvolutionCase(Shape(name));
        using var workers = new Workers(1, width);
        TestMatrix y = c.DirtyOutput;
        Convolution.Forward(c.X.View, c.Packed, y.View, workers);
        (double[,] value, double[,] tolerance) = c.Forward(w => w, x => x, withBias: true);
        y.AssertClose((r, k) => value[r, k], (r, k) => tolerance[r, k]);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Adjoint_is_the_definition(VectorWidth width, string name)
    {
        using var c = new ConvolutionCase(Shape(name));
        using var workers = new Workers(2, width);
        TestMatrix gIn = c.DirtyInput;
        Convolution.Adjoint(c.G.View, c.Packed, gIn.View, accumulate: false, workers);
        (double[,] value, double[,] tolerance) = c.Adjoint(w => w);
        gIn.AssertClose((r, k) => value[r, k], (r, k) => tolerance[r, k]);
        Convolution.Adjoint(c.G.View, c.Packed, gIn.View, accumulate: true, workers);
        gIn.AssertClose((r, k) => 2 * value[r, k], (r, k) => 3 * tolerance[r, k]);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Maps_change_weights_inputs_and_bias(VectorWidth width, string name)
    {
        using var c = new ConvolutionCase(Shape(name), samples: 1);
        using var workers = new Workers(1, width);
        foreach (WeightMap map in Enum.GetValues<WeightMap>())
        {
            InputMap inputs = (InputMap)((int)map % 5);
            bool withBias = map is not (WeightMap.Identity or WeightMap.Negative);
            TestMatrix y = c.DirtyOutput;
            Convolution.Forward(c.X.View, c.Packed, map, inputs, withBias, y.View, workers);
            (double[,] value, double[,] tolerance) = c.Forward(ConvolutionCase.Of(map), ConvolutionCase.Of(inputs), withBias);
            y.AssertClose((r, k) => value[r, k], (r, k) => tolerance[r, k]);

            TestMatrix gIn = c.DirtyInput;
            Convolution.Adjoint(c.G.View, c.Packed, map, gIn.View, accumulate: false, workers);
            (double[,] adjoint, double[,] allowed) = c.Adjoint(ConvolutionCase.Of(map));
            gIn.AssertClose((r, k) => adjoint[r, k], (r, k) => allowed[r, k]);
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Results_depend_on_neither_batch_nor_threads_nor_on_256_or_512_bits(VectorWidth width, string name)
    {
        using var c = new ConvolutionCase(Shape(name), samples: 3);
        using Workers one = new(1, width), many = new(3, width), same = new(1, width == VectorWidth.Bits512 ? VectorWidth.Bits256 : width);
        TestMatrix y = c.DirtyOutput, gIn = c.DirtyInput;
        Convolution.Forward(c.X.View, c.Packed, y.View, one);
        Convolution.Adjoint(c.G.View, c.Packed, gIn.View, accumulate: false, one);
        foreach (Workers workers in new[] { many, same })
        {
            TestMatrix other = c.DirtyOutput, otherIn = c.DirtyInput;
            Convolution.Forward(c.X.View, c.Packed, other.View, workers);
            Convolution.Adjoint(c.G.View, c.Packed, otherIn.View, accumulate: false, workers);
            y.AssertSame(other);
            gIn.AssertSame(otherIn);
        }

        int inputs = c.Shape.InputPositions, outputs = c.Shape.OutputPositions;
        TestMatrix alone = TestMatrix.Dirty(outputs, c.Shape.OutputChannels), aloneIn = TestMatrix.Dirty(inputs, c.Shape.InputChannels);
        Convolution.Forward(c.X.View.RowRange(2 * inputs, inputs), c.Packed, alone.View, one);
        Convolution.Adjoint(c.G.View.RowRange(2 * outputs, outputs), c.Packed, aloneIn.View, accumulate: false, one);
        for (int row = 0; row < outputs; row++)
        {
            alone.AssertSameRow(row, y, (2 * outputs) + row);
        }

        for (int row = 0; row < inputs; row++)
        {
            aloneIn.AssertSameRow(row, gIn, (2 * inputs) + row);
        }
    }

    public static TheoryData<VectorWidth, int> WidthsAndChannels()
    {
        var data = new TheoryData<VectorWidth, int>();
        foreach (VectorWidth width in Vectors.Available)
        {
            // Few channels are computed another way.
            data.Add(width, 5);
            data.Add(width, 17);
        }

        return data;
    }

    [Theory, MemberData(nameof(WidthsAndChannels))]
    public void Equal_patches_give_equal_bits_wherever_they_lie(VectorWidth width, int channels)
    {
        // The same 5×5 spot on a field of zeros, at every place, also half outside: whatever the window sees of it, it sees
        // elsewhere among zeros that exist.
        const int Size = 19, Spot = 5;
        var axis = new ConvolutionAxis(Size, 3, 1, 1);
        using var c = new ConvolutionCase(new ConvolutionShape(None, axis, axis, channels, 33), samples: 1);
        using var workers = new Workers(1, width);
        TestMatrix pattern = TestMatrix.Random(new Random(3), Spot * Spot, channels);
        TestMatrix reference = Place(7, 7);
        for (int top = 0; top <= Size - Spot; top++)
        {
            for (int left = 0; left <= Size - Spot; left += top % 3 == 0 ? 1 : 7)
            {
                TestMatrix y = Place(top, left);
                for (int row = Math.Max(0, top - 1); row < Math.Min(Size, top + Spot + 1); row++)
                {
                    for (int column = Math.Max(0, left - 1); column < Math.Min(Size, left + Spot + 1); column++)
                    {
                        y.AssertSameRow((row * Size) + column, reference, ((row - top + 7) * Size) + column - left + 7);
                    }
                }
            }
        }

        TestMatrix Place(int top, int left)
        {
            var x = new TestMatrix(Size * Size, channels);
            for (int p = 0; p < Spot * Spot; p++)
            {
                for (int k = 0; k < channels; k++)
                {
                    x[((top + (p / Spot)) * Size) + left + (p % Spot), k] = pattern[p, k];
                }
            }

            TestMatrix y = TestMatrix.Dirty(Size * Size, 33);
            Convolution.Forward(x.View, c.Packed, y.View, workers);
            return y;
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_fused_activation_is_the_activation(VectorWidth width, string name)
    {
        using var c = new ConvolutionCase(Shape(name));
        using var workers = new Workers(2, width);
        TestMatrix z = c.DirtyOutput, y = c.DirtyOutput, plain = c.DirtyOutput, alone = c.DirtyOutput;
        Convolution.Forward(c.X.View, c.Packed, plain.View, workers);
        Convolution.Forward(c.X.View, c.Packed, Activation.Relu, z.View, y.View, workers);
        Convolution.Forward(c.X.View, c.Packed, Activation.Relu, default, alone.View, workers);
        z.AssertSame(plain);
        z.AssertFrame();
        y.AssertSame(alone);
        y.AssertClose((r, k) => Math.Max(0, plain[r, k]), (_, _) => 0);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void An_input_as_it_is_given_is_the_input(VectorWidth width, string name)
    {
        using var c = new ConvolutionCase(Shape(name), samples: 2);
        using var workers = new Workers(2, width);
        var planes = new float[c.X.Rows * c.Shape.InputChannels];
        Layouts.ToChannelsFirst(c.X.View, c.Shape.InputPositions, planes, workers);
        TestMatrix expected = c.DirtyOutput, expectedZ = c.DirtyOutput, plain = c.DirtyOutput, z = c.DirtyOutput, y = c.DirtyOutput;
        Convolution.Forward(c.X.View, c.Packed, Activation.Relu, expectedZ.View, expected.View, workers);
        Convolution.Forward(planes, c.Packed, plain.View, workers);
        Convolution.Forward(planes, c.Packed, Activation.Relu, z.View, y.View, workers);
        plain.AssertSame(expectedZ);
        z.AssertSame(expectedZ);
        y.AssertSame(expected);
        Assert.Throws<ArgumentException>(() => Convolution.Forward(planes.AsSpan(1), c.Packed, plain.View, workers));
    }

    [Theory, MemberData(nameof(Shapes))]
    public void A_fused_sum_is_the_sum(VectorWidth width, string name)
    {
        using var c = new ConvolutionCase(Shape(name));
        using var workers = new Workers(2, width);
        TestMatrix plain = c.DirtyOutput, sums = c.DirtyOutput;
        TestMatrix residual = TestMatrix.Random(new Random(7), plain.Rows, c.Shape.OutputChannels, 16);
        Convolution.Forward(c.X.View, c.Packed, plain.View, workers);
        Residual.Add(plain.View, residual.View, sums.View, workers);
        foreach (Activation f in new[] { Activation.Relu, Activation.Silu })
        {
            TestMatrix expected = c.DirtyOutput;
            Activations.Forward(f, sums.View, expected.View, workers);
            for (int read = 0; read < 4; read++)
            {
                TestMatrix z = c.DirtyOutput, sum = c.DirtyOutput, y = c.DirtyOutput;
                bool readsZ = (read & 1) != 0, readsSum = (read & 2) != 0;
                Convolution.Forward(
                    c.X.View, c.Packed, residual.View, f, readsZ ? z.View : default, readsSum ? sum.View : default, y.View, workers);
                y.AssertSame(expected);
                y.AssertFrame();
                z.AssertSame(readsZ ? plain : c.DirtyOutput);
                sum.AssertSame(readsSum ? sums : c.DirtyOutput);
            }
        }
    }

    [Fact]
    public void A_batch_norm_behind_is_folded_exactly()
    {
        var random = new Random(5);
        foreach (string name in new[] { "3x3", "groups across blocks", "transposed, dilated, groups", "depthwise" })
        {
            ConvolutionShape shape = Shape(name);
            int n = shape.OutputChannels;
            ArraySource mean = ArraySource.Random(random, "mean", n), variance = ArraySource.Random(random, "variance", n);
            ArraySource weight = ArraySource.Random(random, "weight", n), bias = ArraySource.Random(random, "bias", n);
            for (int i = 0; i < n; i++)
            {
                variance.Values[i] = 0.1f + Math.Abs(variance.Values[i]);
            }

            using var c = new ConvolutionCase(shape, fold: AffineFold.BatchNorm(mean, variance, weight, bias, 1e-3));
            using var workers = new Workers(1);
            TestMatrix y = c.DirtyOutput;
            Convolution.Forward(c.X.View, c.Packed, y.View, workers);
            (double[,] z, _) = c.Forward(w => w, x => x, withBias: true);
            y.AssertClose(
                (r, k) => ((z[r, k] - mean.Values[k]) / Math.Sqrt(variance.Values[k] + 1e-3) * weight.Values[k]) + bias.Values[k],
                (_, _) => 1e-5);
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void Nothing_is_allocated_after_the_first_call(VectorWidth width)
    {
        foreach (string name in new[] { "3x3", "depthwise", "transposed", "two groups" })
        {
            using var c = new ConvolutionCase(Shape(name));
            using var workers = new Workers(1, width);
            TestMatrix y = c.DirtyOutput, gIn = c.DirtyInput;
            Run();
            long allocated = long.MaxValue;
            for (int call = 0; call < 5 && allocated != 0; call++)
            {
                // The runtime may compile anew what has become hot, and allocate for that.
                long before = GC.GetAllocatedBytesForCurrentThread();
                Run();
                allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            }

            Assert.Equal(0, allocated);

            void Run()
            {
                Convolution.Forward(c.X.View, c.Packed, Activation.Relu, default, y.View, workers);
                Convolution.Forward(c.X.View, c.Packed, WeightMap.Positive, InputMap.Positive, withBias: true, y.View, workers);
                Convolution.Adjoint(c.G.View, c.Packed, WeightMap.Square, gIn.View, accumulate: true, workers);
            }
        }
    }

    [Fact]
    public void Wrong_shapes_are_refused()
    {
        using var c = new ConvolutionCase(Shape("3x3"));
        using var workers = new Workers(1);
        Assert.Throws<ArgumentException>(() => Convolution.Forward(c.X.View.RowRange(0, 5), c.Packed, c.DirtyOutput.View, workers));
        Assert.Throws<ArgumentException>(() => Convolution.Forward(c.X.View, c.Packed, c.DirtyInput.View, workers));
        Assert.Throws<ArgumentException>(() => PackedConvolution.Pack(c.Shape with { Groups = 2 }, Source(16, 5, 3, 3), null));
        ArgumentException two = Assert.Throws<ArgumentException>(() => PackedConvolution.Pack(c.Shape, Source(16, 5, 3), Source(15)));
        Assert.Equal(2, two.Message.Split(Environment.NewLine).Length);
        Assert.Throws<ArgumentException>(() => PackedConvolution.Pack(c.Shape with { Width = new(1, 3) }, Source(16, 5, 3, 3), null));

        // An axis of one position and one tap is a dimension of the weights; a missing one is none.
        ConvolutionShape row = new(None, new(1, 1), new(8, 3), 5, 16), signal = row with { Height = None };
        PackedConvolution.Pack(row, Source(16, 5, 1, 3), null).Dispose();
        PackedConvolution.Pack(signal, Source(16, 5, 3), null).Dispose();
        Assert.Equal(
            "tensor: expected [16, 5, 1, 3], found [16, 5, 3].",
            Assert.Throws<ArgumentException>(() => PackedConvolution.Pack(row, Source(16, 5, 3), null)).Message);
        Assert.Throws<ArgumentException>(() => PackedConvolution.Pack(signal, Source(16, 5, 1, 3), null));
        Assert.Throws<ArgumentException>(() => PackedConvolution.Pack(row with { Depth = new(2, 1), Height = None }, Source(16, 5, 1, 3), null));

        static ArraySource Source(params long[] shape) => ArraySource.Random(new Random(1), "tensor", shape);
    }

    [Fact]
    public void Sizes_beyond_an_integer_are_refused_with_their_size()
    {
        ConvolutionAxis axis = new(65536, 1);
        Assert.Equal(
            $"input positions: 1 × 65536 × 65536 are more than 2147483647.{Environment.NewLine}output positions: 1 × 65536 × 65536 are more than 2147483647.",
            Assert.Throws<ArgumentException>(() => PackedConvolution.Pack(new(None, axis, axis, 1, 1), ArraySource.Random(new Random(1), "tensor", 1, 1, 1, 1), null)).Message);
        ConvolutionShape wide = new(None, None, new(int.MaxValue, 1, 2), 1, 1, Transposed: true);
        Assert.Contains("has 4294967293 outputs", Assert.Throws<ArgumentException>(() => PackedConvolution.Pack(wide, ArraySource.Random(new Random(1), "tensor", 1, 1, 1), null)).Message, StringComparison.Ordinal);
    }

    private static ConvolutionShape Shape(string name) => s_shapes.Single(shape => shape.Name == name).Shape;
}
