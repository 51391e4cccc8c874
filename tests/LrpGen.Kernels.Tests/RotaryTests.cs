using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

public sealed class RotaryTests
{
    private static readonly int[] s_starts = [0, 1, 8, 8, 40];

    public static TheoryData<VectorWidth, int, int, int, bool> Shapes()
    {
        var data = new TheoryData<VectorWidth, int, int, int, bool>();
        foreach (VectorWidth width in Vectors.Available)
        {
            foreach ((int heads, int columns, int rotary) in new[] { (1, 2, 2), (3, 7, 6), (2, 64, 64), (5, 40, 34), (1, 128, 32), (4, 8, 8) })
            {
                data.Add(width, heads, columns, rotary, false);
                data.Add(width, heads, columns, rotary, true);
            }
        }

        return data;
    }

    [Theory, MemberData(nameof(Shapes))]
    public void Rows_are_turned_by_their_positions(VectorWidth width, int heads, int columns, int turned, bool isInterleaved)
    {
        using var workers = new Workers(2, width);
        var frequencies = RotaryFrequencies.Default(10000, turned) with { AttentionFactor = 1.25 };
        var rotary = new Rotary(frequencies, columns, isInterleaved);
        TestMatrix x = TestMatrix.Random(new Random(1), 40, heads * columns, 16, 32), y = TestMatrix.Dirty(40, heads * columns, 32);
        Rotary.Forward(x.View, s_starts, rotary, y.View, workers);
        y.AssertClose((r, c) => Expected(x, r, c, Position(r)), (_, _) => 5e-7);

        // Positions that are given, some of them far away; then in place.
        int[] positions = [.. Enumerable.Range(0, 40).Select(i => (i * 37) % 1000)];
        Rotary.Forward(x.View, s_starts, rotary, y.View, workers, positions);
        y.AssertClose((r, c) => Expected(x, r, c, positions[r]), (_, _) => 5e-7);
        Rotary.Forward(x.View, s_starts, rotary, x.View, workers, positions);
        x.AssertSame(y);
        x.AssertFrame();

        double Expected(TestMatrix m, int row, int column, int position)
        {
            int first = column / columns * columns, c = column - first, half = turned / 2;
            if (c >= turned)
            {
                return m[row, column];
            }

            (int pair, bool isSecond, int other) = isInterleaved ? (c / 2, c % 2 == 1, c ^ 1) : (c % half, c >= half, c >= half ? c - half : c + half);
            (double sine, double cosine) = Math.SinCos(position / Math.Pow(10000, 2.0 * pair / turned));
            return 1.25 * ((m[row, column] * cosine) + ((isSecond ? 1 : -1) * sine * m[row, first + other]));
        }
    }

    [Theory, MemberData(nameof(Shapes))]
    public void The_adjoint_is_one(VectorWidth width, int heads, int columns, int turned, bool isInterleaved)
    {
        using var workers = new Workers(2, width);
        var rotary = new Rotary(RotaryFrequencies.Linear(500, turned, 3), columns, isInterleaved);
        TestMatrix x = TestMatrix.Random(new Random(1), 40, heads * columns), y = TestMatrix.Dirty(40, heads * columns);
        TestMatrix g = TestMatrix.Random(new Random(2), 80, heads * columns, 16), gIn = TestMatrix.Dirty(80, heads * columns, 0, 16);
        Rotary.Forward(x.View, s_starts, rotary, y.View, workers);
        Rotary.Adjoint(g.View, s_starts, rotary, gIn.View, workers);
        gIn.AssertFrame();
        for (int row = 0; row < 80; row++)
        {
            double forward = 0, backward = 0;
            for (int c = 0; c < x.Columns; c++)
            {
                forward += (double)y[row % 40, c] * g[row, c];
                backward += (double)x[row % 40, c] * gIn[row, c];
            }

            Assert.Equal(forward, backward, 2e-7 * (1 + x.Columns));
        }

        Rotary.Adjoint(g.View, s_starts, rotary, g.View, workers);
        g.AssertSame(gIn);
    }

    [Theory, ClassData(typeof(Widths))]
    public void A_row_is_the_same_bit_for_bit_alone_and_in_a_batch(VectorWidth width)
    {
        using var three = new Workers(3, width);
        using var one = new Workers(1, width);
        TestMatrix x = TestMatrix.Random(new Random(1), 40, 90), y = new(40, 90), alone = new(1, 90);
        var rotary = new Rotary(RotaryFrequencies.Default(10000, 44), 45);
        Rotary.Forward(x.View, s_starts, rotary, y.View, three);
        for (int r = 0; r < 40; r++)
        {
            Rotary.Forward(x.View.RowRange(r, 1), [0, 1], new Rotary(RotaryFrequencies.Default(10000, 44), 45), alone.View, one, [Position(r)]);
            alone.AssertSameRow(0, y, r);
        }
    }

    [Fact]
    public void A_table_grows_while_others_read_it()
    {
        var rotary = new Rotary(RotaryFrequencies.Default(10000, 16), 16);
        Parallel.For(0, 64, new ParallelOptions { MaxDegreeOfParallelism = 4 }, i =>
        {
            using var workers = new Workers(1);
            TestMatrix x = TestMatrix.Random(new Random(i), 1, 16), y = new(1, 16);
            Rotary.Forward(x.View, [0, 1], rotary, y.View, workers, [i * 7]);
            y.AssertClose(
                (_, c) =>
                {
                    (double sine, double cosine) = Math.SinCos(i * 7 / Math.Pow(10000, c % 8 / 8.0));
                    return (x[0, c] * cosine) + ((c < 8 ? -1 : 1) * sine * x[0, (c + 8) % 16]);
                },
                (_, _) => 5e-7);
        });
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        using var workers = new Workers(1);
        var rotary = new Rotary(RotaryFrequencies.Default(10000, 4), 5);
        TestMatrix x = new(3, 10);
        Assert.Throws<ArgumentException>(() => new Rotary(RotaryFrequencies.Default(10000, 6), 5));
        Assert.Throws<ArgumentException>(() => RotaryFrequencies.Default(10000, 3));
        Assert.Throws<ArgumentException>(() => Rotary.Forward(new TestMatrix(3, 12).View, [0, 3], rotary, x.View, workers));
        Assert.Throws<ArgumentException>(() => Rotary.Forward(x.View, [0, 2], rotary, x.View, workers));
        Assert.Throws<ArgumentException>(() => Rotary.Forward(x.View, [0, 3], rotary, x.View, workers, [1, 2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Rotary.Forward(x.View, [0, 3], rotary, x.View, workers, [1, 2, -1]));
    }

    private static int Position(int row) => row - s_starts.Last(s => s <= row);
}
