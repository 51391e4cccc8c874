using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

public class ContrastTests
{
    // WCAG 2.2, success criterion 1.4.3 (text) and 1.4.11 (graphics).
    private const double Text = 4.5, Graphics = 3;

    private static readonly (RelevanceColors Colors, HtmlChrome Chrome)[] Pages =
    [
        .. new[] { RelevancePalette.BlueOrange, RelevancePalette.PurpleGreen }
            .SelectMany(palette => new[] { (palette.Light, HtmlChrome.Light), (palette.Dark, HtmlChrome.Dark) }),
    ];

    [Fact]
    public void Text_is_readable_on_every_step_of_the_scale()
    {
        foreach ((RelevanceColors colors, _) in Pages)
        {
            for (int level = -RelevanceColors.Levels; level <= RelevanceColors.Levels; level++)
            {
                Assert.InRange(Rgb.Contrast(colors.Text, colors[level]), Text, 21);
            }
        }
    }

    [Fact]
    public void Everything_else_on_the_page_is_readable()
    {
        foreach ((RelevanceColors colors, HtmlChrome chrome) in Pages)
        {
            Assert.InRange(Rgb.Contrast(chrome.Soft, colors.Page), Text, 21);
            Assert.InRange(Rgb.Contrast(chrome.Soft, chrome.Back), Text, 21);
            Assert.InRange(Rgb.Contrast(colors.Text, chrome.Back), Text, 21);
            Assert.InRange(Rgb.Contrast(chrome.TipInk, chrome.Tip), Text, 21);
            Assert.InRange(Rgb.Contrast(colors.PositiveInk, colors.Page), Graphics, 21);
            Assert.InRange(Rgb.Contrast(colors.NegativeInk, colors.Page), Graphics, 21);
        }
    }

    [Fact]
    public void Text_is_readable_in_256_colours()
    {
        foreach ((RelevanceColors colors, _) in Pages)
        {
            for (int level = -RelevanceColors.Levels; level <= RelevanceColors.Levels; level++)
            {
                if (colors.Xterm(level) is not { } index) continue;
                Rgb color = AnsiColorCodes.Xterm(index);
                Assert.InRange(Math.Max(Rgb.Contrast(color, new(0, 0, 0)), Rgb.Contrast(color, new(255, 255, 255))), Text, 21);
            }
        }
    }

    [Fact]
    public void Steps_grow_away_from_the_page_on_both_sides()
    {
        foreach ((RelevanceColors colors, _) in Pages)
        {
            Assert.Equal(colors.Page, colors[0]);
            for (int level = 1; level <= RelevanceColors.Levels; level++)
            {
                Assert.True(Rgb.Distance(colors[level], colors.Page) > Rgb.Distance(colors[level - 1], colors.Page));
                Assert.True(Rgb.Distance(colors[-level], colors.Page) > Rgb.Distance(colors[1 - level], colors.Page));
            }
        }
    }

    [Theory]
    [InlineData(0.5, 1, 10)]
    [InlineData(-2, 1, -20)]
    [InlineData(double.NaN, 1, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(double.PositiveInfinity, 1, 0)]
    public void Level_is_the_share_of_full_colour(double relevance, double full, int level) =>
        Assert.Equal(level, RelevanceColors.LevelOf(relevance, full));

    [Fact]
    public void Contrast_agrees_with_published_values()
    {
        // WCAG: black on white is 21; #767676 on white is the well-known lightest grey that passes, 4.54.
        Assert.Equal(21, Rgb.Contrast(Rgb.Parse("#000000"), Rgb.Parse("#ffffff")), 6);
        Assert.Equal(4.54, Rgb.Contrast(Rgb.Parse("#767676"), Rgb.Parse("#ffffff")), 2);
    }
}
