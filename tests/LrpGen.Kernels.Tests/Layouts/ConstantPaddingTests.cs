using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Constants around the axes, by the definition: each place is inside, or it is the constant.</summary>
public sealed class ConstantPaddingTests
{
    private const int Samples = 2, Channels = 19;

    [Theory]
    [InlineData(1, 0, 0, 1, 0, 0, 5, 2, 0)]
    [InlineData(1, 0, 0, 3, 1, 0, 4, 2, 3)]
    [InlineData(2, 1, 1, 3, 0, 2, 1, 0, 1)]
    [InlineData(1, 0, 0, 1, 0, 0, 1, 0, 0)]
    public void What_is_outside_is_the_constant(int depth, int front, int back, int height, int top, int bottom, int width, int left, int right)
    {
        PaddingShape shape = new(new(depth, front, back), new(height, top, bottom), new(width, left, right));
        int positions = depth * height * width;
        int padded = (depth + front + back) * (height + top + bottom) * (width + left + right);
        TestMatrix x = TestMatrix.Random(new Random(1), Samples * positions, Channels, 16), y = TestMatrix.Dirty(Samples * padded, Channels, 0, 16);
        ConstantPadding.Forward(x.View, shape, 0.75f, y.View);
        y.AssertClose((r, c) => Inside(r) is { } row ? x[row, c] : 0.75, (_, _) => 0);

        TestMatrix g = TestMatrix.Random(new Random(2), 2 * Samples * padded, Channels), gIn = TestMatrix.Dirty(2 * Samples * positions, Channels);
        ConstantPadding.Adjoint(g.View, shape, gIn.View);
        Dictionary<int, int> source = Enumerable.Range(0, g.Rows).Where(r => Inside(r) is not null).ToDictionary(r => Inside(r)!.Value);
        gIn.AssertClose((r, c) => g[source[r], c], (_, _) => 0);

        int? Inside(int row)
        {
            int place = row % padded;
            int w = (place % (width + left + right)) - left;
            int h = (place / (width + left + right) % (height + top + bottom)) - top;
            int d = (place / (width + left + right) / (height + top + bottom)) - front;
            return d >= 0 && d < depth && h >= 0 && h < height && w >= 0 && w < width ? (row / padded * positions) + (((d * height) + h) * width) + w : null;
        }
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        PaddingShape shape = new(PaddingAxis.None, PaddingAxis.None, new(3, 1, 0));
        Assert.Throws<ArgumentException>(() => ConstantPadding.Forward(new TestMatrix(6, 2).View, shape, 0, new TestMatrix(7, 2).View));
        Assert.Throws<ArgumentException>(() => ConstantPadding.Forward(new TestMatrix(5, 2).View, shape, 0, new TestMatrix(8, 2).View));
        Assert.Throws<ArgumentException>(() => ConstantPadding.Forward(new TestMatrix(3, 2).View, shape with { Width = new(3, -1, 1) }, 0, new TestMatrix(3, 2).View));
    }
}
