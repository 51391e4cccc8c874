using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>What is not a number stays so, whatever its bits, and whatever stands beside it; so does what is infinite.</summary>
public sealed class NotANumberTests
{
    public static TheoryData<VectorWidth, uint> Kinds()
    {
        TheoryData<VectorWidth, uint> data = [];
        foreach (VectorWidth width in Vectors.Available)
        {
            // Quiet and signalling, of both signs, with and without bits in the lowest places.
            foreach (uint bits in new[] { 0x7FC00000u, 0xFFC00000u, 0x7FC00001u, 0xFFC001FFu, 0x7FFFFFFFu, 0x7F800001u, 0xFF8000FFu })
            {
                data.Add(width, bits);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Activations_pass_it_on(VectorWidth width, uint bits)
    {
        using var workers = new Workers(1, width);
        foreach (Activation f in Enum.GetValues<Activation>())
        {
            foreach (float parameter in new[] { 0f, 0.7f })
            {
                TestMatrix z = new(1, 40), y = new(1, 40);
                for (int c = 0; c < 40; c += 3)
                {
                    z[0, c] = BitConverter.UInt32BitsToSingle(bits);
                }

                Activations.Forward(f, z.View, y.View, workers, parameter);
                Assert.All(Enumerable.Range(0, 40), c => Assert.True(float.IsNaN(y[0, c]) == (c % 3 == 0), $"{f}, column {c}: {y[0, c]}"));
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_maximum_is_none_if_one_of_its_numbers_is(VectorWidth width, uint bits)
    {
        using var workers = new Workers(1, width);
        var shape = new PoolShape(PoolAxis.None, PoolAxis.Windows(4, 2), PoolAxis.Windows(6, 3));
        for (int place = 0; place < 24; place++)
        {
            TestMatrix x = TestMatrix.Random(new Random(place), 24, 19), y = new(4, 19);
            x[place, 17] = BitConverter.UInt32BitsToSingle(bits);
            LrpGen.Runtime.Pooling.MaxForward(x.View, shape, y.View, workers);
            for (int r = 0; r < 4; r++)
            {
                for (int c = 0; c < 19; c++)
                {
                    Assert.True(float.IsNaN(y[r, c]) == (c == 17 && r == (place / 12 * 2) + (place % 6 / 3)), $"{place}: [{r}, {c}] is {y[r, c]}");
                }
            }
        }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Products_norms_and_attention_pass_it_on(VectorWidth width, uint bits)
    {
        using var workers = new Workers(1, width);
        float nan = BitConverter.UInt32BitsToSingle(bits);
        const int Columns = 21;
        var random = new Random(1);
        using PackedLinear linear = PackedLinear.Pack(new LinearPart(ArraySource.Random(random, "weight", 5, Columns), null));
        using NormWeights norm = NormWeights.Plain(Columns, 1e-5f);
        foreach (InputMap map in new[] { InputMap.Identity, InputMap.Magnitude, InputMap.Positive, InputMap.Negative })
        {
            TestMatrix x = TestMatrix.Random(random, 2, Columns), y = new(2, 5);
            x[1, 18] = nan;
            linear.Forward(x.View, WeightMap.Identity, map, withBias: false, y.View, workers);
            Rows(y, 1, map.ToString());
        }

        TestMatrix input = TestMatrix.Random(random, 3, Columns), normed = new(3, Columns), z = new(3, 5), activated = new(3, 5);
        input[1, 3] = nan;
        LayerNorm.Forward(input.View, norm, normed.View, default, workers);
        Rows(normed, 1, "layer norm");
        Linear.Forward(input.View, linear, Activation.Relu, z.View, activated.View, workers);
        Rows(activated, 1, "linear and relu");

        // A key that is no number is seen by all queries of its sequence, and by no others.
        TestMatrix k = TestMatrix.Random(random, 3, Columns), v = TestMatrix.Random(random, 3, Columns), q = TestMatrix.Random(random, 3, Columns), context = new(3, Columns);
        k[1, 3] = nan;
        Attention.Forward(q.View, k.View, v.View, [0, 1, 2, 3], [0, 1, 2, 3], 1, 1f, default, context.View, workers);
        Rows(context, 1, "attention, key");
        k[1, 3] = 0;
        v[1, 3] = nan;
        Attention.Forward(q.View, k.View, v.View, [0, 1, 2, 3], [0, 1, 2, 3], 1, 1f, default, context.View, workers);
        Assert.True(float.IsNaN(context[1, 3]));
        Assert.False(float.IsNaN(context[0, 3]) || float.IsNaN(context[2, 3]));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Convolutions_pass_it_on_fused_with_a_rectifier_or_not(VectorWidth width, uint bits)
    {
        using var workers = new Workers(1, width);
        var random = new Random(2);
        var axis = new ConvolutionAxis(3, 1);
        foreach (int channels in new[] { 3, 20, 800 })
        {
            using PackedConvolution w = PackedConvolution.Pack(
                new ConvolutionShape(new ConvolutionAxis(1, 1), axis, axis, channels, 5), ArraySource.Random(random, "weight", 5, channels, 1, 1, 1), ArraySource.Random(random, "bias", 5));
            TestMatrix x = TestMatrix.Random(random, 9, channels), y = new(9, 5);
            x[4, channels / 2] = BitConverter.UInt32BitsToSingle(bits);
            Convolution.Forward(x.View, w, y.View, workers);
            Rows(y, 4, $"{channels} channels");
            Convolution.Forward(x.View, w, Activation.Relu, default, y.View, workers);
            Rows(y, 4, $"{channels} channels, rectified");
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void What_is_infinite_goes_through_functions_as_their_limits_say(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        foreach (Activation f in Enum.GetValues<Activation>())
        {
            TestMatrix z = new(1, 2), y = new(1, 2);
            (z[0, 0], z[0, 1]) = (float.PositiveInfinity, float.NegativeInfinity);
            Activations.Forward(f, z.View, y.View, workers, 0.5f, 2f);
            float up = f switch { Activation.Sigmoid or Activation.Tanh or Activation.HardSigmoid => 1, Activation.Relu6 => 6, Activation.Clip => 2, _ => float.PositiveInfinity };
            Assert.True(y[0, 0] == up, $"{f}: f(∞) = {y[0, 0]}");

            // z·g(z) with g(−∞) = 0 is no number by its formula, and may be infinite where g does not quite vanish.
            float? down = f switch { Activation.Tanh => -1, Activation.Elu => -0.5f, Activation.LeakyRelu => float.NegativeInfinity, Activation.Clip => 0.5f, Activation.Relu or Activation.Relu6 or Activation.HardSigmoid or Activation.Sigmoid or Activation.Softplus => 0, _ => null };
            Assert.True(down is { } limit ? Math.Abs(y[0, 1] - limit) < 1e-30 || y[0, 1] == limit : !float.IsFinite(y[0, 1]), $"{f}: f(−∞) = {y[0, 1]}");
        }
    }

    private static void Rows(TestMatrix m, int row, string what)
    {
        for (int r = 0; r < m.Rows; r++)
        {
            for (int c = 0; c < m.Columns; c++)
            {
                Assert.True(float.IsNaN(m[r, c]) == (r == row), $"{what}: [{r}, {c}] is {m[r, c]}");
            }
        }
    }
}
