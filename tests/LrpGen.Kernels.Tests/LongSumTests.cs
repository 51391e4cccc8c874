using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Sums of many equal terms, which a chain rounds all in one direction: what is lost does not grow with their number.</summary>
public sealed class LongSumTests
{
    // Products are summed in chains of at most 576; equal terms lose up to 1.4e-8 each there. Golden references ask for 1e-5.
    private const double OfProducts = 9e-6;

    // Pairs of pairs of chains of sixteen, or chains of sixteen lanes each.
    private const double OfPairs = 5e-7;

    private const float Term = 0.1f;

    public static TheoryData<VectorWidth, int, int> Pictures() => Each((56, 56), (112, 112), (224, 224), (7, 300), (1, 50_000));

    public static TheoryData<VectorWidth, int, int> Layers() => Each((3072, 5), (50_000, 3), (5, 3072), (3, 50_000));

    public static TheoryData<VectorWidth, int, int> Kernels() => Each((512, 3), (2048, 1), (770, 2), (3, 40), (16, 13));

    [Theory, MemberData(nameof(Pictures))]
    public void The_mean_of_a_flat_picture_is_its_value(VectorWidth width, int height, int columns)
    {
        using var workers = new Workers(1, width);
        TestMatrix x = Flat(height * columns, 2), y = new(1, 2), gIn = new(height * columns, 2);
        x[height * columns / 2, 1] = 3 * Term;
        var shape = new PoolShape(PoolAxis.None, PoolAxis.Global(height), PoolAxis.Global(columns));
        LrpGen.Runtime.Pooling.AverageForward(x.View, shape, y.View, workers);
        y.AssertClose((_, c) => Term * (1 + (c * 2.0 / (height * columns))), (_, _) => OfPairs * Term);
        LrpGen.Runtime.Pooling.AverageAdjoint(y.View, shape, gIn.View, accumulate: false, workers);
        gIn.AssertClose((_, c) => (double)y[0, c] / (height * columns), (_, _) => OfPairs * Term / (height * columns));
    }

    [Theory, ClassData(typeof(Widths))]
    public void What_many_windows_give_to_a_number_is_their_sum(VectorWidth width)
    {
        const int Size = 90, Kernel = 71;
        using var workers = new Workers(2, width);
        PoolAxis axis = PoolAxis.Windows(Size, Kernel, 1, 35);
        var shape = new PoolShape(PoolAxis.None, axis, axis);
        TestMatrix g = Flat(shape.OutputPositions, 1), gIn = new(Size * Size, 1);
        LrpGen.Runtime.Pooling.AverageAdjoint(g.View, shape, gIn.View, accumulate: false, workers);
        double[] windows = [.. Enumerable.Range(0, Size).Select(i => (double)Enumerable.Range(0, axis.Output).Count(o => Math.Abs(o - i) <= 35))];
        gIn.AssertClose((r, _) => Term * windows[r / Size] * windows[r % Size] / (Kernel * Kernel), (_, _) => 4e-6 * Term);
    }

    [Theory, MemberData(nameof(Layers))]
    public void A_dense_layer_of_equal_terms_is_their_number(VectorWidth width, int inputs, int outputs)
    {
        using var workers = new Workers(1, width);
        using PackedLinear w = PackedLinear.Pack(new LinearPart(Source(outputs, inputs), null));
        TestMatrix x = Flat(2, inputs), y = new(2, outputs), g = Flat(2, outputs), gIn = new(2, inputs);
        Linear.Forward(x.View, w, y.View, workers);
        Close(y, inputs, OfProducts);
        Linear.Adjoint(g.View, w, gIn.View, accumulate: false, workers);
        Close(gIn, outputs, OfProducts);
        w.Forward(x.View, WeightMap.One, InputMap.Identity, withBias: false, y.View, workers);
        y.AssertClose((_, _) => (double)Term * inputs, (_, _) => OfPairs * Term * inputs);
    }

    [Theory, MemberData(nameof(Kernels))]
    public void A_convolution_of_equal_terms_is_their_number(VectorWidth width, int channels, int kernel)
    {
        const int Outputs = 20;
        using var workers = new Workers(2, width);
        var axis = new ConvolutionAxis(kernel + 4, kernel);
        using PackedConvolution w = PackedConvolution.Pack(
            new ConvolutionShape(ConvolutionAxis.None, axis, axis, channels, Outputs), Source(Outputs, channels, kernel, kernel), new ArraySource("bias", new float[Outputs], Outputs));
        TestMatrix x = Flat(w.InputPositions, channels), y = new(w.OutputPositions, Outputs), relu = new(w.OutputPositions, Outputs);
        Convolution.Forward(x.View, w, y.View, workers);
        Close(y, channels * kernel * kernel, OfProducts);
        Convolution.Forward(x.View, w, Activation.Relu, default, relu.View, workers);
        relu.AssertSame(y);

        // With the roles exchanged, as many terms meet in the adjoint.
        using PackedConvolution back = PackedConvolution.Pack(
            new ConvolutionShape(ConvolutionAxis.None, axis, axis, Outputs, channels), Source(channels, Outputs, kernel, kernel), null);
        TestMatrix g = Flat(back.OutputPositions, channels), gIn = new(back.InputPositions, Outputs), twice = new(back.InputPositions, Outputs);
        Convolution.Adjoint(g.View, back, gIn.View, accumulate: false, workers);
        double[] windows = [.. Enumerable.Range(0, kernel + 4).Select(i => (double)Enumerable.Range(0, 5).Count(o => i >= o && i < o + kernel))];
        double Terms(int row) => channels * windows[row / (kernel + 4)] * windows[row % (kernel + 4)];
        gIn.AssertClose((r, _) => Terms(r) * Term * Term, (r, _) => Terms(r) * Term * Term * OfProducts);
        Convolution.Adjoint(g.View, back, twice.View, accumulate: true, workers);
        Convolution.Adjoint(g.View, back, twice.View, accumulate: true, workers);
        twice.AssertClose((r, _) => 2 * Terms(r) * Term * Term, (r, _) => 2 * Terms(r) * Term * Term * OfProducts);
    }

    [Theory, ClassData(typeof(Widths))]
    public void Parts_below_and_above_zero_of_many_chains_are_cut_at_the_end(VectorWidth width)
    {
        // The first taps push down, the last ones up: cut after each chain, the sum would be another.
        const int Channels = 600, Outputs = 17;
        using var workers = new Workers(1, width);
        var axis = new ConvolutionAxis(5, 3, 1, 1);
        var random = new Random(3);
        ArraySource weight = ArraySource.Random(random, "weight", Outputs, Channels, 3, 3);
        using PackedConvolution w = PackedConvolution.Pack(
            new ConvolutionShape(ConvolutionAxis.None, axis, axis, Channels, Outputs), weight, ArraySource.Random(random, "bias", Outputs));
        TestMatrix x = TestMatrix.Random(random, 25, Channels), z = new(25, Outputs), y = new(25, Outputs);
        Convolution.Forward(x.View, w, z.View, workers);
        Convolution.Forward(x.View, w, Activation.Relu, default, y.View, workers);
        y.AssertClose((r, c) => Math.Max(0, z[r, c]), (_, _) => 0);
        Assert.Contains(Enumerable.Range(0, 25), r => z[r, 0] < 0);
    }

    [Theory, ClassData(typeof(Widths))]
    public void The_context_of_many_equal_keys_is_their_value(VectorWidth width)
    {
        const int Keys = 9001;
        using var workers = new Workers(1, width);
        TestMatrix q = Flat(1, 4), k = Flat(Keys, 4), v = Flat(Keys, 4), context = new(1, 4);
        Attention.Forward(q.View, k.View, v.View, [0, 1], [0, Keys], 1, 0.5f, default, context.View, workers);
        context.AssertClose((_, _) => Term, (_, _) => OfProducts * Term);
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_layer_norm_of_many_columns_keeps_its_mean_and_deviation(VectorWidth width)
    {
        const int Columns = 100_000;
        using var workers = new Workers(1, width);
        TestMatrix x = new(1, Columns), y = new(1, Columns), statistics = new(1, 2), g = Flat(1, Columns), gIn = new(1, Columns);
        for (int c = 0; c < Columns; c++)
        {
            x[0, c] = c % 2 == 0 ? 2.1f : 0.1f;
        }

        double mean = (2.1f + 0.1f) / 2.0, deviation = (2.1f - 0.1f) / 2.0;
        using NormWeights w = NormWeights.Plain(Columns, 0);
        LayerNorm.Forward(x.View, w, y.View, statistics.View, workers);
        Assert.Equal(mean, statistics[0, 0], OfPairs * 4 * mean);
        y.AssertClose((_, c) => (x[0, c] - mean) / deviation, (_, _) => 4e-6);

        // All g equal: the mean takes all of it.
        LayerNorm.Relevance(g.View, w, statistics.View, gIn.View, workers);
        gIn.AssertClose((_, _) => 0, (_, _) => 4e-6 * Term);
    }

    [Fact]
    public void A_softmax_of_many_equal_logits_shares_alike()
    {
        float[] p = new float[100_000];
        Target.SoftMax(new float[p.Length], 1, p);
        Assert.All(p, value => Assert.Equal(1.0 / p.Length, value, 1e-7 / p.Length));
    }

    private static void Close(TestMatrix sums, int terms, double tolerance)
    {
        double expected = (double)Term * Term * terms;
        sums.AssertClose((_, _) => expected, (_, _) => tolerance * expected);
    }

    private static TestMatrix Flat(int rows, int columns)
    {
        var m = new TestMatrix(rows, columns);
        for (int r = 0; r < rows; r++)
        {
            for (int c = 0; c < columns; c++)
            {
                m[r, c] = Term;
            }
        }

        return m;
    }

    private static ArraySource Source(params long[] shape) => new("weight", [.. Enumerable.Repeat(Term, (int)shape.Aggregate(1L, (a, b) => a * b))], shape);

    private static TheoryData<VectorWidth, int, int> Each(params (int, int)[] sizes)
    {
        TheoryData<VectorWidth, int, int> data = [];
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((int a, int b) in sizes)
            {
                data.Add(width, a, b);
            }
        }

        return data;
    }
}
