using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class ActivationTests
{
    // Float arithmetic on values of order z: the error function is good to 2e-7, the rest to a few units (1.2e-7).
    private const double Tolerance = 6e-7;

    /// <summary>Slope or limit of the functions that have one.</summary>
    private const float Slopes = 0.7f;

    /// <summary>The limits of a clip.</summary>
    private const float Low = -0.7f, High = 2.5f;

    public static TheoryData<VectorWidth, Activation> All()
    {
        var data = new TheoryData<VectorWidth, Activation>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach (Activation f in Enum.GetValues<Activation>())
            {
                data.Add(width, f);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(All))]
    public void Forward_relevance_and_gradient_follow_their_formulas(VectorWidth width, Activation f)
    {
        using var workers = new Workers(2, width);
        const int Rows = 41, Targets = 3;
        for (int columns = 1; columns < 70; columns += 17)
        {
            TestMatrix z = new(Rows, columns, 16, 16), y = TestMatrix.Dirty(Rows, columns, 0, 16);
            for (int r = 0; r < Rows; r++)
            {
                for (int c = 0; c < columns; c++)
                {
                    // −12 … 12, with an exact 0, and small values around it.
                    z[r, c] = (r - 20) * 0.6f * (c % 5 == 4 ? 1e-4f : 1f + (c * 0.003f));
                }
            }

            Activations.Forward(f, z.View, y.View, workers, Parameter(f), High);
            y.AssertClose((r, c) => Value(f, z[r, c]), (r, c) => Tolerance * Math.Max(1, Math.Abs(z[r, c])));

            TestMatrix g = TestMatrix.Random(new Random(columns), Targets * Rows, columns, 32), gIn = TestMatrix.Dirty(Targets * Rows, columns, 16);
            Activations.Gradient(f, g.View, z.View, gIn.View, workers, Parameter(f), High);
            gIn.AssertClose((r, c) => g[r, c] * Slope(f, z[r % Rows, c]), (r, c) => 2 * Tolerance);
            if (f is Activation.Sigmoid or Activation.Softplus or Activation.HardSigmoid)
            {
                Assert.Throws<NotSupportedException>(() => Activations.Relevance(f, g.View, z.View, gIn.View, workers));
                continue;
            }

            Activations.Relevance(f, g.View, z.View, gIn.View, workers, Parameter(f), High);
            gIn.AssertClose((r, c) => g[r, c] * Ratio(f, z[r % Rows, c]), (r, c) => Tolerance);
            Activations.Relevance(f, g.View, z.View, g.View, workers, Parameter(f), High);
            g.AssertSame(gIn);
        }
    }

    [Theory, MemberData(nameof(All))]
    public void What_is_not_a_number_stays_so(VectorWidth width, Activation f)
    {
        using var workers = new Workers(1, width);
        TestMatrix z = new(1, 3), y = new(1, 3);
        z[0, 1] = float.NaN;
        Activations.Forward(f, z.View, y.View, workers, Parameter(f), High);
        Assert.Equal([false, true, false], new[] { y[0, 0], y[0, 1], y[0, 2] }.Select(float.IsNaN));
    }

    [Theory, ClassData(typeof(Widths))]
    public void Corners_have_the_slope_of_one_of_their_sides(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        foreach ((Activation f, float at, float slope) in new[]
        {
            (Activation.HardSwish, -3f, 0f), (Activation.HardSwish, 3f, 1f), (Activation.Relu, 0f, 0f), (Activation.Relu, -0f, 0f),
            (Activation.LeakyRelu, 0f, Slopes), (Activation.Elu, 0f, Slopes),
        })
        {
            TestMatrix z = new(1, 1), g = new(1, 1), gIn = new(1, 1);
            (z[0, 0], g[0, 0]) = (at, 2f);
            Activations.Gradient(f, g.View, z.View, gIn.View, workers, Slopes);
            Assert.True(gIn[0, 0] == 2 * slope, $"{f} at {at}: {gIn[0, 0] / 2}, expected {slope}");
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void Exp_is_good_to_two_units_in_the_last_place(VectorWidth width)
    {
        // Softmax of (0, x) holds e^x/(1 + e^x): its small end is e^x to the relative accuracy of exp.
        using var workers = new Workers(1, width);
        for (float x = -80; x < 0; x += 0.37f)
        {
            TestMatrix q = new(1, 1), k = new(2, 1), v = new(2, 1), context = new(1, 1);
            (q[0, 0], k[1, 0], v[1, 0]) = (1f, x, 1f);
            Attention.Forward(q.View, k.View, v.View, [0, 1], [0, 2], 1, 1f, default, context.View, workers);
            double expected = Math.Exp(x) / (1 + Math.Exp(x));

            // Two units for exp, two for the sum, its inverse and the product; without FMA the reduction loses a little more.
            Assert.Equal(1, context[0, 0] / expected, width == VectorWidth.Bits128 ? 4e-6 : 5e-7);
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_clip_may_be_open_and_need_not_hold_zero(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        TestMatrix z = TestMatrix.Random(new Random(1), 3, 18, scale: 4), y = TestMatrix.Dirty(3, 18), g = TestMatrix.Random(new Random(2), 6, 18), gIn = TestMatrix.Dirty(6, 18);
        z[0, 0] = 1;
        foreach ((float low, float high) in new[] { (1f, float.PositiveInfinity), (float.NegativeInfinity, 1f), (1f, 2f) })
        {
            Activations.Forward(Activation.Clip, z.View, y.View, workers, low, high);
            y.AssertClose((r, c) => Math.Min(Math.Max(z[r, c], low), high), (_, _) => 0);

            // At the limit, as PyTorch's clamp.
            Activations.Gradient(Activation.Clip, g.View, z.View, gIn.View, workers, low, high);
            gIn.AssertClose((r, c) => z[r % 3, c] >= low && z[r % 3, c] <= high ? g[r, c] : 0, (_, _) => 0);
        }

        Assert.Throws<NotSupportedException>(() => Activations.Relevance(Activation.Clip, g.View, z.View, gIn.View, workers, 1, 2));
    }

    private static float Parameter(Activation f) => f == Activation.Clip ? Low : Slopes;

    private static double Value(Activation f, double z) => f switch
    {
        Activation.Sigmoid => 1 / (1 + Math.Exp(-z)),
        Activation.Softplus => Math.Log(1 + Math.Exp(z)),
        Activation.HardSigmoid => Math.Min(Math.Max(z + 3, 0), 6) / 6,
        _ => z * Ratio(f, z),
    };

    private static double Ratio(Activation f, double z) => f switch
    {
        Activation.Gelu => (1 + Erf(z / Math.Sqrt(2))) / 2,
        Activation.GeluTanh => (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (z + (0.044715 * z * z * z)))) / 2,
        Activation.Relu => z > 0 ? 1 : 0,
        Activation.Silu => 1 / (1 + Math.Exp(-z)),
        Activation.Tanh => z == 0 ? 1 : Math.Tanh(z) / z,
        Activation.HardSwish => Math.Min(Math.Max(z + 3, 0), 6) / 6,
        Activation.Relu6 => z > 0 ? Math.Min(z, 6) / z : 0,
        Activation.Clip => z == 0 ? 1 : Math.Min(Math.Max(z, Low), High) / z,
        Activation.LeakyRelu => z > 0 ? 1 : Slopes,
        Activation.Elu => z > 0 ? 1 : Slopes * (z == 0 ? 1 : (Math.Exp(z) - 1) / z),
        _ => throw new ArgumentOutOfRangeException(nameof(f)),
    };

    private static double Slope(Activation f, double z)
    {
        // The derivative at a kink is a convention: that of PyTorch.
        switch (f)
        {
            case Activation.Relu or Activation.LeakyRelu:
                return Ratio(f, z);
            case Activation.Elu:
                return z > 0 ? 1 : Slopes * Math.Exp(z);
            case Activation.Relu6:
                return z is > 0 and < 6 ? 1 : 0;
            case Activation.Clip:
                return z is >= Low and <= High ? 1 : 0;
            case Activation.HardSigmoid:
                return z is > -3 and < 3 ? 1 / 6.0 : 0;
            case Activation.HardSwish:
                return z >= 3 ? 1 : z > -3 ? (z / 3) + 0.5 : 0;
        }

        // Central difference; its error, h²/6 times the third derivative plus rounding, is below 1e-9.
        const double H = 1e-5;
        return (Value(f, z + H) - Value(f, z - H)) / (2 * H);
    }

    /// <summary>2/√π·e^(−x²)·Σ 2ⁿx^(2n+1)/(2n+1)!! (Abramowitz and Stegun 7.1.6): all terms have one sign.</summary>
    private static double Erf(double x)
    {
        if (Math.Abs(x) > 6)
        {
            return Math.Sign(x);
        }

        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-18; n++)
        {
            term *= 2 * x * x / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
