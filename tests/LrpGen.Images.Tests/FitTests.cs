using LrpGen.Runtime;

namespace LrpGen.Images.Tests;

/// <summary>Images of another size are refused, or made to fit as asked.</summary>
public class FitTests
{
    // 4 × 2: a white left half, a black right half.
    private static readonly RasterImage Halves = Grey(4, 2, (x, _) => x < 2 ? 255 : 0);

    [Fact]
    public void Without_being_asked_nothing_is_resized()
    {
        ImageFormatException exception = Assert.Throws<ImageFormatException>(() => ImageInput.Of(Halves, new() { Width = 2, Height = 2 }));
        Assert.Contains("The image is 4 × 2, the model needs 2 × 2 (width × height)", exception.Message, StringComparison.Ordinal);
        Assert.Contains("ImageInputOptions.Fit", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Contain_keeps_proportions_and_fills_the_rest_with_what_becomes_zero()
    {
        ImageInputOptions options = new() { Width = 4, Height = 4, Fit = ImageFit.Contain };
        Assert.Equal([0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0], ImageInput.Of(Halves, options).Values.ToArray());
        Assert.Equal([0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0], ImageInput.Of(Halves, options with { Invert = true }).Values.ToArray());
        Assert.Equal(51 / 255f, ImageInput.Of(Halves, options with { Ground = new(51, 51, 51) }).Values[0]);
    }

    [Fact]
    public void Stretch_fills_the_model_s_size()
        => Assert.Equal([1, 0, 1, 0], ImageInput.Of(Halves, new() { Width = 2, Height = 2, Fit = ImageFit.Stretch }).Values.ToArray());

    [Fact]
    public void Where_it_shrinks_a_pixel_is_the_mean_of_what_falls_into_it()
    {
        // Three pixels into two: each of the two gets one whole and half of the middle one.
        RasterImage three = Grey(3, 1, (x, _) => new[] { 30, 120, 240 }[x]).Fit(2, 1, ImageFit.Stretch, PixelColor.Black);
        Assert.Equal((60, 200), (three[0, 0].Red, three[1, 0].Red));

        // Fine stripes, which reading single pixels would make all black or all white.
        RasterImage stripes = Grey(64, 64, (x, _) => x % 2 * 200).Fit(8, 8, ImageFit.Stretch, PixelColor.Black);
        Assert.All(stripes.Pixels.ToArray(), value => Assert.Equal(100, value));
    }

    [Fact]
    public void Crop_brings_the_shorter_side_to_a_length_and_cuts_out_the_middle()
    {
        // 8 × 4 with a stripe in columns 4 and 5: halved to 4 × 2, of which the middle 2 × 2 is taken.
        RasterImage stripe = Grey(8, 4, (x, _) => x is 4 or 5 ? 200 : 0);
        ImageInputOptions options = new() { Width = 2, Height = 2, Fit = ImageFit.Crop, ShorterSide = 2, Divisor = 1 };

        // Columns 2 and 3 … 4 and 5 of four pairs: each new pixel reads its pair with ¾ and both neighbours with ⅛.
        Assert.Equal([25, 150, 25, 150], ImageInput.Of(stripe, options).Values.ToArray());
        Assert.Equal(ImageInput.Of(stripe, options).Values.ToArray(), ImageInput.Of(stripe, options with { ShorterSide = null }).Values.ToArray());
    }

    [Theory]
    [InlineData(7, 5, 3, 4)]
    [InlineData(5, 7, 11, 13)]
    [InlineData(64, 48, 17, 48)]
    public void The_triangle_filter_is_its_formula_but_for_one_rounding_a_direction(int width, int height, int newWidth, int newHeight)
    {
        RasterImage image = Grey(width, height, (x, y) => ((x * 37) + (y * 101)) % 256);
        byte[] ours = TriangleFilter.Resize(image.Pixels, width, height, newWidth, newHeight);
        double[] columns = Filtered([.. Enumerable.Range(0, width * height).Select(i => (double)image.Pixels[3 * i])], height, width, newWidth);
        double rounding = (width != newWidth ? 0.5 : 0) + (height != newHeight ? 0.5 : 0) + 1e-4;
        double[] expected = Turned(Filtered(Turned(columns, height, newWidth), newWidth, height, newHeight), newWidth, newHeight);
        for (int i = 0; i < expected.Length; i++)
        {
            Assert.InRange(ours[3 * i], expected[i] - rounding, expected[i] + rounding);
        }

        static double[] Filtered(double[] rows, int count, int size, int newSize) =>
        [
            .. from row in Enumerable.Range(0, count)
               from i in Enumerable.Range(0, newSize)
               let scale = (double)size / newSize
               let radius = Math.Max(1, scale)
               let weights = Enumerable.Range(0, size).Select(at => Math.Max(0, 1 - (Math.Abs(at + 0.5 - ((i + 0.5) * scale)) / radius))).ToArray()
               select weights.Select((weight, at) => weight * rows[(row * size) + at]).Sum() / weights.Sum(),
        ];

        static double[] Turned(double[] plane, int rows, int columns) =>
            [.. from column in Enumerable.Range(0, columns) from row in Enumerable.Range(0, rows) select plane[(row * columns) + column]];
    }

    [Fact]
    public void Crop_refuses_to_cut_more_than_there_is()
    {
        ImageInputOptions options = new() { Width = 4, Height = 4, Fit = ImageFit.Crop, ShorterSide = 3 };
        Assert.Contains("Set ImageInputOptions.ShorterSide to 4 or more", Assert.Throws<ImageFormatException>(() => ImageInput.Of(Halves, options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_runs_inside_a_mask_along_its_border()
    {
        bool[] cross = [false, true, false, true, true, true, false, true, false];
        ArrayExplanation explanation = Examples.Image([1, 3, 3], _ => 0, _ => 0);
        PixelColor line = new(1, 2, 3);
        RasterImage picture = explanation.ToInputPicture(new() { Enlargement = 4, Outline = ImageMask.FromValues(3, 3, cross), OutlineColor = line });

        // The upper arm: its left, upper and right side, and the two corners where the beam begins.
        string[] rows = [.. Enumerable.Range(0, 12).Select(y => string.Concat(Enumerable.Range(0, 12).Select(x => picture[x, y] == line ? '#' : '.')))];
        Assert.Equal(["....####....", "....#..#....", "....#..#....", "....#..#....", "#####..#####", "#..........#"], rows[..6]);
        Assert.Equal(rows[..6], rows[6..].Reverse());
    }

    [Fact]
    public void A_mask_of_another_size_than_the_picture_is_refused()
    {
        ImageMask mask = ImageMask.FromValues(2, 2, [true, false, false, false]);
        Assert.Throws<ArgumentException>(() => Examples.Cross.ToOverlay(new() { Enlargement = 1, Outline = ImageMask.FromValues(4, 4, new bool[16]) }));
        Assert.Throws<ArgumentException>(() => ImageMask.FromValues(2, 2, [true]));
        Assert.Equal(0.25, mask.Share);
    }

    [Fact]
    public void The_terminal_takes_colours_bounds_and_layer()
    {
        ArrayExplanation explanation = Examples.Image([1, 2, 2], _ => 0, _ => 1) with { Layers = [new("inner", [1, 1, 1], [0.25f])] };
        string view = explanation.ToImageAnsi(null, new() { Colors = ColorMap.Of("000,fff"), Bounds = RelevanceBounds.Between(0, 1), Layer = "inner" });
        Assert.Contains("   \e[38;2;63;63;63;48;2;63;63;63m▀\e[38;2;63;63;63;48;2;63;63;63m▀\e[0m\n", view, StringComparison.Ordinal);
        Assert.Contains("relevance at inner", view, StringComparison.Ordinal);
    }

    private static RasterImage Grey(int width, int height, Func<int, int, int> brightness) => RasterImage.FromPixels(
        width, height, [.. Enumerable.Range(0, 3 * width * height).Select(i => (byte)brightness(i / 3 % width, i / 3 / width))]);
}
