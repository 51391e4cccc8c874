using LrpGen.Runtime;

namespace LrpGen.Images.Tests;

public class PictureTests
{
    private static readonly PictureOptions Plain = new() { Enlargement = 1 };

    [Fact]
    public void Zero_has_the_neutral_colour_and_the_largest_magnitude_the_end()
    {
        // Half of full relevance lies on index 192 of 255: 255 · (255 − 192) / (255 − 128) = 126 is left of white.
        RasterImage picture = RelevanceMap.FromValues(3, 1, [-4, 0, 2]).ToHeatMap(Plain with { Colors = ColorMap.Of("bwr") });
        Assert.Equal(["0000ff", "ffffff", "ff7e7e"], Colors(picture));
    }

    [Fact]
    public void Without_relevance_everything_is_neutral() =>
        Assert.All(Colors(RelevanceMap.FromValues(2, 2, [0, 0, 0, 0]).ToHeatMap(Plain)), color => Assert.Equal("ffffff", color));

    [Fact]
    public void Fixed_bounds_cut_what_lies_beyond()
    {
        PictureOptions options = Plain with { Colors = ColorMap.Of("gray"), Bounds = RelevanceBounds.Between(0, 10) };
        Assert.Equal(["000000", "000000", "808080", "ffffff"], Colors(RelevanceMap.FromValues(4, 1, [-5, 0, 5, 50]).ToHeatMap(options)));
    }

    [Fact]
    public void What_is_not_a_number_is_marked_and_does_not_move_the_bounds()
    {
        RelevanceMap map = RelevanceMap.FromValues(4, 1, [float.NaN, float.PositiveInfinity, 1, -1]);
        Assert.Equal(2, map.NonFiniteCount);
        Assert.Equal(RelevanceBounds.Symmetric(1), RelevanceBounds.SymmetricOver([map]));
        Assert.Equal(["00c853", "00c853", "ff0000", "0000ff"], Colors(map.ToHeatMap(Plain with { Colors = ColorMap.Of("bwr") })));
        ArrayExplanation image = Examples.Image([1, 2, 2], _ => 0.5f, i => map.Values[i]);
        Assert.Equal("00c853", Colors(image.ToOverlay(Plain))[1]);
        Assert.Equal(RelevanceBounds.Symmetric(1), RelevanceBounds.SymmetricOver([RelevanceMap.FromValues(1, 1, [float.NaN])]));
    }

    [Fact]
    public void Bounds_come_from_all_maps_that_share_them()
    {
        RelevanceMap a = RelevanceMap.FromValues(2, 1, [1, -3]), b = RelevanceMap.FromValues(2, 1, [2, 0.5f]);
        Assert.Equal(RelevanceBounds.Symmetric(3), RelevanceBounds.SymmetricOver([a, b]));
        Assert.Equal(RelevanceBounds.Between(-3, 2), RelevanceBounds.MinMaxOver([a, b]));
        Assert.Equal(RelevanceBounds.Symmetric(2), RelevanceBounds.SymmetricOver([a, b], 0.75));
        Assert.Equal(RelevanceBounds.Between(0, 2), RelevanceBounds.For(ColorMap.Of("hot"), [a, b]));
        Assert.Equal(RelevanceBounds.Symmetric(3), RelevanceBounds.For(ColorMap.Of("coldnhot"), [a, b]));
        Assert.Throws<ArgumentOutOfRangeException>(() => RelevanceBounds.Symmetric(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => RelevanceBounds.Between(1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RelevanceBounds.Between(0, double.NaN));
    }

    [Theory]
    [InlineData(-2, 0)]
    [InlineData(0, 128)]
    [InlineData(2, 255)]
    [InlineData(-1, 64)]
    [InlineData(7, 255)]
    public void Zero_lies_on_index_80_of_symmetric_bounds(double relevance, double index) =>
        Assert.Equal(index, 255 * RelevanceBounds.Symmetric(2).PlaceOf(relevance), 1e-9);

    [Fact]
    public void Channels_are_summed_and_inner_layers_have_their_own_map()
    {
        ArrayExplanation image = Examples.Image([3, 1, 2], _ => 0, i => i) with { Layers = [new("conv", [2, 1, 1], [3, -1]), new("dense", [4], [1, 2, 3, 4])] };
        Assert.Equal([0 + 2 + 4, 1 + 3 + 5], image.ToRelevanceMap().Values.ToArray());
        Assert.Equal([2], image.ToRelevanceMap("conv").Values.ToArray());
        Assert.Contains("it holds: conv, dense", Assert.Throws<ArgumentException>(() => image.ToRelevanceMap("fc")).Message, StringComparison.Ordinal);
        Assert.Contains("Layer 'dense' has shape [4]", Assert.Throws<ArgumentException>(() => image.ToRelevanceMap("dense")).Message, StringComparison.Ordinal);
        Assert.Equal(2, image.ToOverlay(Plain with { Layer = "conv" }).Width);
    }

    [Fact]
    public void Tables_are_no_pictures() =>
        Assert.Contains("shape [3]", Assert.Throws<ArgumentException>(() => Examples.Row.ToHeatMap()).Message, StringComparison.Ordinal);

    [Fact]
    public void Bilinear_agrees_with_PyTorch()
    {
        // torch.nn.functional.interpolate(tensor([[0, 1], [2, 4]]), scale_factor=2, mode="bilinear", align_corners=False)
        float[] expected = [0, 0.25f, 0.75f, 1, 0.5f, 0.8125f, 1.4375f, 1.75f, 1.5f, 1.9375f, 2.8125f, 3.25f, 2, 2.5f, 3.5f, 4];
        Assert.Equal(expected, RelevanceMap.FromValues(2, 2, [0, 1, 2, 4]).Resize(4, 4).Values.ToArray());
    }

    [Fact]
    public void Nearest_makes_squares()
    {
        RasterImage picture = RelevanceMap.FromValues(2, 1, [-1, 1]).ToHeatMap(Plain with { Colors = ColorMap.Of("bwr"), Enlargement = 2 });
        Assert.Equal(["0000ff", "0000ff", "ff0000", "ff0000", "0000ff", "0000ff", "ff0000", "ff0000"], Colors(picture));
    }

    [Fact]
    public void Enlarged_relevance_passes_through_the_middle_of_the_map()
    {
        RasterImage picture = RelevanceMap.FromValues(2, 1, [-1, 1]).ToHeatMap(new() { Colors = ColorMap.Of("bwr"), Enlargement = 4, Interpolation = Interpolation.Bilinear });
        // The centre of the fifth pixel lies at 5/8 of the way: −1 + 2 · 5/8 = 0.25, index 160.
        Assert.Equal("ffbebe", picture[4, 0].ToString());
        Assert.Equal("0000ff", picture[0, 0].ToString());
    }

    [Fact]
    public void An_overlay_leaves_the_input_where_there_is_no_relevance()
    {
        RasterImage overlay = Examples.Cross.ToOverlay(Plain);
        Assert.Equal(new PixelColor(28, 28, 28), overlay[0, 0]);
        Assert.True(overlay[2, 5].Red > overlay[2, 5].Blue, "orange for");
        Assert.True(overlay[0, 1].Blue > overlay[0, 1].Red, "blue against");
    }

    [Fact]
    public void Inputs_are_shown_between_0_and_1_or_between_what_occurs()
    {
        Assert.Equal(["000000", "808080", "ffffff"], Colors(Examples.Image([1, 1, 3], i => i / 2f, _ => 0).ToInputPicture(Plain)));
        Assert.Equal(["000000", "808080", "ffffff"], Colors(Examples.Image([1, 3], i => 10 * (i - 1), _ => 0).ToInputPicture(Plain)));
        Assert.Equal(["ff0000", "0000ff"], Colors(Examples.Image([3, 1, 2], i => i is 0 or 5 ? 1 : 0, _ => 0).ToInputPicture(Plain)));
        Assert.Equal(["000000"], Colors(Examples.Image([1, 1], _ => float.NaN, _ => 0).ToInputPicture(Plain)));
        Assert.Contains("1 or 3 channels", Assert.Throws<ArgumentException>(() => Examples.Image([2, 2, 2], _ => 0, _ => 0).ToInputPicture()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_grid_has_room_for_all_pictures_and_captions()
    {
        RasterImage tile = Examples.Cross.ToHeatMap(Plain with { Enlargement = 4 });
        RasterImage grid = PictureGrid.Render([.. Enumerable.Repeat(new GridCell(tile, "yes"), 5)], new() { Columns = 3, Gap = 10, CaptionSize = 1, Frame = null });
        Assert.Equal((10 + (3 * 34), 10 + (2 * (24 + 12 + 10))), (grid.Width, grid.Height));
        Assert.Equal(tile[5, 9], grid[10 + 34 + 5, 10 + 9]);
        Assert.Equal("ffffff", grid[100, 80].ToString());
        Assert.Throws<ArgumentException>(() => PictureGrid.Render([]));

        // Below the captions the scale, as high as they are, and the gap to the edge.
        Assert.Equal(((3 * 24) + (4 * 12), 24 + (2 * 12) + 24 + 18 + 12), Size(Examples.Cross.ToSideBySide(Plain with { Enlargement = 4 })));
    }

    [Fact]
    public void A_scale_runs_over_the_whole_map_between_its_numbers()
    {
        RasterImage tile = RasterImage.FromPixels(300, 2, new byte[3 * 300 * 2]);
        PictureScale scale = new(ColorMap.Of("bwr"), RelevanceBounds.Symmetric(0.5));
        RasterImage grid = PictureGrid.Render([new GridCell(tile)], new() { Gap = 10, CaptionSize = 1, Scale = scale, Frame = null });
        Assert.Equal((320, 10 + 2 + 10 + 9 + 10), (grid.Width, grid.Height));
        string[] row = [.. Enumerable.Range(0, grid.Width).Select(x => grid[x, 22].ToString())];

        // "-0.50" and "+0.50", five signs of six pixels and a blank each: 228 pixels are left for the bar.
        Assert.Equal(["0000ff", "ff0000"], [row[46], row[46 + 227]]);
        Assert.Equal(228, row.Skip(46).Take(228).Count(color => color is not "1c1917"));
        Assert.Equal(row.Skip(46).Take(114).Select(color => color[..2]).Order(), row.Skip(46).Take(114).Select(color => color[..2]));
        Assert.Contains("1c1917", row[..40]);

        // No room for numbers: the bar alone.
        RasterImage narrow = PictureGrid.Render([new GridCell(RasterImage.FromPixels(20, 2, new byte[3 * 20 * 2]))], new() { Gap = 1, CaptionSize = 0, Scale = scale });
        Assert.Equal(["0000ff", "ff0000"], [narrow[1, 4].ToString(), narrow[20, 4].ToString()]);
    }

    [Fact]
    public void Captions_have_a_sign_for_everything()
    {
        Assert.Equal("-1.5 ... x \u007f\u007f", CaptionFont.Draw("−1.5 … × हé"));
        Assert.NotNull(PictureGrid.Render([new(Examples.Cross.ToHeatMap(), Examples.Hostile + "\ud800")]));
        for (char sign = '!'; sign <= '\u007f'; sign++)
        {
            int ink = 0;
            for (int at = 0; at < 5 * CaptionFont.Height; at++) ink += CaptionFont.HasInk(sign, at % 5, at / 5) ? 1 : 0;
            Assert.InRange(ink, 2, 30);
        }
    }

    private static (int Width, int Height) Size(RasterImage image) => (image.Width, image.Height);

    private static string[] Colors(RasterImage image) => [.. Enumerable.Range(0, image.Width * image.Height).Select(i => image[i % image.Width, i / image.Width].ToString())];
}
