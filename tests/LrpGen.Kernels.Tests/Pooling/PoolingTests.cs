using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class PoolingTests
{
    private const double Close = 1e-6;

    private static readonly (string Name, Axis Depth, Axis Height, Axis Width)[] s_shapes =
    [
        ("2x2", Axis.None, new(6, 2), new(8, 2)),
        ("3x3 overlapping", Axis.None, new(7, 3, 2), new(9, 3, 1)),
        ("padded", Axis.None, new(7, 3, 2, 1), new(6, 3, 2, 1)),
        ("padding not counted", Axis.None, new(7, 3, 2, 1, CountPadding: false), new(6, 3, 1, 1, CountPadding: false)),
        ("ceiling", Axis.None, new(6, 3, 2, 1, true), new(7, 2, 3, 1, true)),
        ("ceiling, padding not counted", Axis.None, new(18, 3, 2, 1, true, false), new(15, 3, 2, 1, true, false)),
        ("a window longer than the axis", Axis.None, new(2, 3, 2, 0, true), new(3, 5, 4, 1, true)),
        ("each side padded for itself", Axis.None, new(6, 3, 2, 0, Behind: 1), new(7, 4, 2, 3, true, Behind: 0)),
        ("each side padded for itself, not counted", Axis.None, new(6, 3, 2, 0, CountPadding: false, Behind: 2), new(7, 4, 2, 3, true, false, Behind: 1)),
        ("1-d", Axis.None, Axis.None, new(17, 4, 3, 2, true)),
        ("3-d", new(4, 2), new(5, 3, 2, 1), new(6, 2, 1)),
        ("adaptive", Axis.None, new(8, 0, Adaptive: 3), new(7, 0, Adaptive: 2)),
        ("adaptive to more", Axis.None, new(3, 0, Adaptive: 5), new(4, 0, Adaptive: 4)),
        ("global", new(2, 0, Adaptive: 1), new(5, 0, Adaptive: 1), new(6, 0, Adaptive: 1)),
    ];

    public static TheoryData<VectorWidth, string, int> Shapes()
    {
        var data = new TheoryData<VectorWidth, string, int>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((string name, _, _, _) in s_shapes)
            {
                data.Add(width, name, name.Length % 2 == 0 ? 5 : 70);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Maximum_is_that_of_the_inputs_that_exist(VectorWidth width, string name, int channels)
    {
        // All inputs are negative: padding, if it counted, would win.
        var c = new Case(name, channels, x => -1 - Math.Abs(x));
        using var workers = new Workers(2, width);
        TestMatrix y = TestMatrix.Dirty(Case.Samples * c.Shape.OutputPositions, channels);
        LrpGen.Runtime.Pooling.MaxForward(c.X.View, c.Shape, y.View, workers);
        y.AssertClose((r, k) => c.Window(r).Max(i => c.X[i, k]), (_, _) => 0);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void The_first_maximum_takes_all(VectorWidth width, string name, int channels) =>
        Adjoint(width, name, channels, (g, x, shape, gIn, w) => LrpGen.Runtime.Pooling.MaxWinnerAdjoint(g, x, shape, gIn, w), (c, window, k, i) =>
        {
            double most = window.Max(j => c.X[j, k]);
            return window.First(j => c.X[j, k] == most) == i ? 1 : 0;
        });

    [Theory, MemberData(nameof(Shapes))]
    public void Equal_maxima_share(VectorWidth width, string name, int channels) =>
        Adjoint(width, name, channels, (g, x, shape, gIn, w) => LrpGen.Runtime.Pooling.MaxTieSplitAdjoint(g, x, shape, gIn, w), (c, window, k, i) =>
        {
            double most = window.Max(j => c.X[j, k]);
            return c.X[i, k] == most ? 1.0 / window.Count(j => c.X[j, k] == most) : 0;
        });

    [Theory, MemberData(nameof(Shapes))]
    public void Proportional_shares_are_x_over_its_sum(VectorWidth width, string name, int channels) =>
        Adjoint(
            width,
            name,
            channels,
            (g, x, shape, gIn, w) =>
            {
                AveragePool sums = new MaxPool(shape).Sums;
                TestMatrix z = TestMatrix.Dirty(Case.Samples * shape.OutputPositions, channels), s = TestMatrix.Dirty(g.Rows, channels);
                sums.Forward(x, WeightMap.Identity, InputMap.Identity, withBias: false, z.View, w);
                Quotients.Stabilised(g, default, z.View, new(StabiliserPolicy.SignedAdd, 0.25f), 1, shape.OutputPositions, s.View, w);
                sums.Adjoint(s.View, WeightMap.Identity, gIn, accumulate: false, w);
                Products.Multiply(x, InputMap.Identity, gIn, 1, gIn, accumulate: false, w);
            },
            (c, window, k, i) =>
            {
                double sum = window.Sum(j => (double)c.X[j, k]);
                return c.X[i, k] / (sum + (sum < 0 ? -0.25 : 0.25));
            });

    [Theory, MemberData(nameof(Shapes))]
    public void Averages_divide_by_their_divisor(VectorWidth width, string name, int channels)
    {
        var c = new Case(name, channels, x => x);
        using var workers = new Workers(2, width);
        TestMatrix y = TestMatrix.Dirty(Case.Samples * c.Shape.OutputPositions, channels);
        LrpGen.Runtime.Pooling.AverageForward(c.X.View, c.Shape, y.View, workers);
        y.AssertClose((r, k) => c.Window(r).Sum(i => (double)c.X[i, k]) / c.Divisor(r), (_, _) => Close);

        var pool = new AveragePool(c.Shape);
        pool.Forward(c.X.View, WeightMap.One, InputMap.One, withBias: false, y.View, workers);
        y.AssertClose((r, _) => c.Window(r).Count / c.Divisor(r), (_, _) => Close);
        pool.Forward(c.X.View, WeightMap.Negative, InputMap.Identity, withBias: false, y.View, workers);
        y.AssertClose((_, _) => 0, (_, _) => 0);
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Average_adjoint_is_the_transposed_average(VectorWidth width, string name, int channels) =>
        Adjoint(
            width,
            name,
            channels,
            (g, _, shape, gIn, w) =>
            {
                LrpGen.Runtime.Pooling.AverageAdjoint(g, shape, gIn, accumulate: false, w);
            },
            (c, _, _, _) => 1,
            divided: true);

    [Fact]
    public void Windows_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PoolAxis.Windows(2, 3));
        Assert.Throws<ArgumentException>(() => PoolAxis.Windows(5, 2, 1, 2));
        Assert.Throws<ArgumentException>(() => PoolAxis.Windows(5, 2, 1, 0, paddingBehind: 2));
        Assert.Throws<ArgumentException>(() => PoolAxis.Windows(2, 4, 2, ceiling: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => PoolAxis.Adaptive(5, 0));
        using var workers = new Workers(1);
        var shape = new PoolShape(PoolAxis.None, PoolAxis.Global(3), PoolAxis.Global(4));
        var x = new TestMatrix(12, 3);
        Assert.Throws<ArgumentException>(() => LrpGen.Runtime.Pooling.MaxForward(x.View, shape, new TestMatrix(2, 3).View, workers));
        Assert.Throws<ArgumentException>(() => LrpGen.Runtime.Pooling.MaxForward(x.View.RowRange(0, 11), shape, new TestMatrix(1, 3).View, workers));
    }

    private static void Adjoint(VectorWidth width, string name, int channels, Pass pass, Func<Case, List<int>, int, int, double> share, bool divided = false)
    {
        // Few different values, so that there are ties.
        var c = new Case(name, channels, x => MathF.Round(x * 2));
        const int Targets = 2;
        int inputs = Case.Samples * c.Shape.InputPositions, outputs = Case.Samples * c.Shape.OutputPositions;
        TestMatrix g = TestMatrix.Random(new Random(2), Targets * outputs, channels, 16), gIn = TestMatrix.Dirty(Targets * inputs, channels, 0, 16);
        var expected = new double[Targets * inputs, channels];
        for (int r = 0; r < Targets * outputs; r++)
        {
            List<int> window = c.Window(r % outputs);
            for (int k = 0; k < channels; k++)
            {
                foreach (int i in window)
                {
                    expected[(r / outputs * inputs) + i, k] += g[r, k] * share(c, window, k, i) / (divided ? c.Divisor(r % outputs) : 1);
                }
            }
        }

        foreach (int threads in new[] { 1, 3 })
        {
            using var workers = new Workers(threads, width);
            pass(g.View, c.X.View, c.Shape, gIn.View, workers);
            gIn.AssertClose((r, k) => expected[r, k], (_, _) => 40 * Close);
        }
    }

    private delegate void Pass(Matrix g, Matrix x, PoolShape shape, Matrix gIn, Workers workers);

    /// <summary>An axis as layers name it, with its definition.</summary>
    private sealed record Axis(int Input, int Kernel, int Stride = 0, int Padding = 0, bool Ceiling = false, bool CountPadding = true, int Adaptive = 0, int Behind = -1)
    {
        public static Axis None => new(1, 0, Adaptive: 1);

        public PoolAxis Pool => Adaptive > 0 ? PoolAxis.Adaptive(Input, Adaptive) : PoolAxis.Windows(Input, Kernel, Stride, Padding, Ceiling, CountPadding, Behind);

        private int Step => Stride == 0 ? Kernel : Stride;

        public IEnumerable<int> Window(int output)
        {
            int start = Adaptive > 0 ? output * Input / Adaptive : (output * Step) - Padding;
            int end = Adaptive > 0 ? (int)Math.Ceiling((output + 1.0) * Input / Adaptive) : start + Kernel;
            return Enumerable.Range(start, end - start).Where(i => i >= 0 && i < Input);
        }

        public double Divisor(int output)
        {
            if (Adaptive > 0 || !CountPadding)
            {
                return Window(output).Count();
            }

            int start = (output * Step) - Padding;
            return Enumerable.Range(start, Kernel).Count(i => i < Input + (Behind < 0 ? Padding : Behind));
        }
    }

    private sealed class Case
    {
        private readonly Axis[] _axes;

        public Case(string name, int channels, Func<float, float> value)
        {
            (_, Axis depth, Axis height, Axis width) = s_shapes.Single(shape => shape.Name == name);
            _axes = [depth, height, width];
            Shape = new PoolShape(depth.Pool, height.Pool, width.Pool);
            X = TestMatrix.Random(new Random(1), Samples * Shape.InputPositions, channels, 16, 16);
            for (int r = 0; r < X.Rows; r++)
            {
                for (int k = 0; k < channels; k++)
                {
                    X[r, k] = value(X[r, k]);
                }
            }
        }

        public const int Samples = 2;

        public PoolShape Shape { get; }

        public TestMatrix X { get; }

        /// <summary>Rows of x that an output row reads, in row order.</summary>
        public List<int> Window(int row)
        {
            (int sample, int d, int h, int w) = Place(row);
            return
            [
                .. from z in _axes[0].Window(d)
                   from y in _axes[1].Window(h)
                   from x in _axes[2].Window(w)
                   select (sample * Shape.InputPositions) + (((z * _axes[1].Input) + y) * _axes[2].Input) + x,
            ];
        }

        public double Divisor(int row)
        {
            (_, int d, int h, int w) = Place(row);
            return _axes[0].Divisor(d) * _axes[1].Divisor(h) * _axes[2].Divisor(w);
        }

        private (int Sample, int Depth, int Height, int Width) Place(int row)
        {
            int w = row % Shape.Width.Output, rest = row / Shape.Width.Output;
            int h = rest % Shape.Height.Output;
            rest /= Shape.Height.Output;
            return (rest / Shape.Depth.Output, rest % Shape.Depth.Output, h, w);
        }
    }
}
