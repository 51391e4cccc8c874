using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>The product of a signal and its gate, and its adjoints, against their definition in double precision.</summary>
public sealed class MultiplicationTests
{
    private const int Samples = 3, Targets = 2;

    // Sums of some tens of products of numbers below 1.
    private const double Tolerance = 4e-6;

    public static TheoryData<VectorWidth, int[], int[]> Shapes()
    {
        TheoryData<VectorWidth, int[], int[]> data = [];
        foreach (VectorWidth width in Vectors.Available)
        {
            data.Add(width, [19], [19]);
            data.Add(width, [19], [1]);
            data.Add(width, [5, 4, 3], [5, 1, 1]);
            data.Add(width, [33, 4, 3], [1, 4, 3]);
            data.Add(width, [5, 4, 3], [5, 1, 3]);
            data.Add(width, [5, 2, 4, 3], [1, 2, 1, 3]);
            data.Add(width, [16, 4, 3], [1, 1, 1]);
            data.Add(width, [5, 4, 3], [5, 4, 3]);
            data.Add(width, [1, 1, 1], [1, 1, 1]);
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Each_number_of_the_signal_meets_its_gate(VectorWidth width, int[] shape, int[] gateShape)
    {
        Broadcast broadcast = new(shape[0], shape.AsSpan(1), gateShape[0], gateShape.AsSpan(1));
        Assert.Equal((Size(shape) / shape[0], Size(gateShape) / gateShape[0]), (broadcast.Positions, broadcast.GatePositions));
        int rows = Samples * broadcast.Positions;
        TestMatrix signal = TestMatrix.Random(new Random(1), rows, shape[0], 16), gate = TestMatrix.Random(new Random(2), Samples * broadcast.GatePositions, gateShape[0]);
        TestMatrix y = TestMatrix.Dirty(rows, shape[0], 0, 16), g = TestMatrix.Random(new Random(3), Targets * rows, shape[0]);
        TestMatrix gSignal = TestMatrix.Dirty(Targets * rows, shape[0]), gGate = TestMatrix.Dirty(Targets * gate.Rows, gateShape[0], 16);
        TestMatrix again = TestMatrix.Dirty(Targets * gate.Rows, gateShape[0]);
        foreach (int threads in new[] { 1, 3 })
        {
            using var workers = new Workers(threads, width);
            Multiplication.Forward(signal.View, gate.View, broadcast, y.View, workers);
            y.AssertClose((r, c) => (double)signal[r, c] * At(gate, r, c), (_, _) => 1e-7);
            Multiplication.Spread(g.View, gate.View, broadcast, 0.5f, gSignal.View, workers);
            gSignal.AssertClose((r, c) => 0.5 * g[r, c] * At(gate, r % rows, c), (_, _) => 1e-7);
            foreach (TestMatrix? factor in new[] { signal, null })
            {
                var expected = new double[gGate.Rows, gateShape[0]];
                for (int r = 0; r < g.Rows; r++)
                {
                    for (int c = 0; c < shape[0]; c++)
                    {
                        (int row, int column) = GateOf(r, c);
                        expected[row, column] += 0.5 * g[r, c] * (factor?[r % rows, c] ?? 1);
                    }
                }

                Multiplication.Collect(g.View, factor is null ? default : factor.View, broadcast, 0.5f, gGate.View, workers);
                gGate.AssertClose((r, c) => expected[r, c], (_, _) => Tolerance);
            }

            if (threads == 1)
            {
                Multiplication.Collect(g.View, default, broadcast, 0.5f, again.View, workers);
            }
        }

        // Whatever the threads.
        gGate.AssertSame(again);

        double At(TestMatrix matrix, int r, int c)
        {
            (int row, int column) = GateOf(r, c);
            return matrix[row, column];
        }

        (int Row, int Column) GateOf(int r, int c)
        {
            // By the definition of shapes: the index along each axis, or 0 where the gate has size 1.
            int rest = r % broadcast.Positions, place = 0, size = 1;
            for (int axis = shape.Length - 1; axis > 0; axis--)
            {
                place += gateShape[axis] == 1 ? 0 : rest % shape[axis] * size;
                (rest, size) = (rest / shape[axis], size * gateShape[axis]);
            }

            return ((r / broadcast.Positions * broadcast.GatePositions) + place, gateShape[0] == 1 ? 0 : c);
        }
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_long_sum_keeps_its_digits(VectorWidth width)
    {
        // 224 × 224 numbers of 0.1: one sum in order is off by 5e-4.
        using var workers = new Workers(1, width);
        Broadcast broadcast = new(1, [224, 224], 1, [1, 1]);
        TestMatrix g = new(224 * 224, 1), sum = TestMatrix.Dirty(1, 1);
        for (int r = 0; r < g.Rows; r++)
        {
            g[r, 0] = 0.1f;
        }

        Multiplication.Collect(g.View, default, broadcast, 1, sum.View, workers);
        Assert.Equal(1, sum[0, 0] / (224 * 224 * (double)0.1f), 2e-7);
    }

    [Theory, ClassData(typeof(Widths))]
    public void What_is_not_a_number_stays_so_and_padding_stays_zero(VectorWidth width)
    {
        using var workers = new Workers(1, width);
        Broadcast broadcast = new(3, [2], 1, [2]);
        TestMatrix signal = TestMatrix.Random(new Random(1), 2, 3), gate = new(2, 1), y = TestMatrix.Dirty(2, 3), sums = TestMatrix.Dirty(2, 1);
        (gate[0, 0], gate[1, 0]) = (float.NaN, 2);
        Multiplication.Forward(signal.View, gate.View, broadcast, y.View, workers);
        Assert.All(Enumerable.Range(0, 3), c => Assert.Equal((true, false), (float.IsNaN(y[0, c]), float.IsNaN(y[1, c]))));
        y.AssertFrame();
        Multiplication.Collect(y.View, default, broadcast, 1, sums.View, workers);
        Assert.Equal((true, false), (float.IsNaN(sums[0, 0]), float.IsNaN(sums[1, 0])));
        sums.AssertFrame();
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new Broadcast(4, [3], 2, [3]));
        Assert.Throws<ArgumentException>(() => new Broadcast(4, [3], 4, [2]));
        Assert.Throws<ArgumentException>(() => new Broadcast(4, [3], 4, [3, 1]));
        using var workers = new Workers(1);
        Broadcast broadcast = new(4, [3], 4, [1]);
        TestMatrix signal = new(6, 4), gate = new(2, 4), y = new(6, 4);
        Assert.Throws<ArgumentException>(() => Multiplication.Forward(signal.View, new TestMatrix(3, 4).View, broadcast, y.View, workers));
        Assert.Throws<ArgumentException>(() => Multiplication.Forward(signal.View, gate.View, broadcast, new TestMatrix(5, 4).View, workers));
        Assert.Throws<ArgumentException>(() => Multiplication.Collect(signal.View, default, broadcast, 1, new TestMatrix(3, 4).View, workers));
        Assert.Throws<ArgumentException>(() => Multiplication.Collect(signal.View, new TestMatrix(4, 4).View, broadcast, 1, gate.View, workers));
    }

    private static int Size(int[] shape) => shape.Aggregate(1, (a, b) => a * b);
}
