using CsCheck;

namespace LrpGen.Images.Tests;

public class ColorMapTests
{
    // Name or text, and its nodes as the language's documentation defines them: 3 digits are doubled, what has no index
    // is spread evenly between its neighbours (downwards to whole indices), the ends are 00 and ff.
    public static TheoryData<string, string> Documented => new()
    {
        { "gray", "00:000000 ff:ffffff" },
        { "wred", "00:ffffff ff:ff0000" },
        { "wblue", "00:ffffff ff:0000ff" },
        { "hot", "00:000000 55:ff0000 aa:ffff00 ff:ffffff" },
        { "cold", "00:000000 7f:0000ff ff:00ffff" },
        { "coldnhot", "00:00ffff 40:0000ff 80:000000 aa:ff0000 d4:ffff00 ff:ffffff" },
        { "bwr", "00:0000ff 80:ffffff ff:ff0000" },
        { "france", "00:0055a4 80:ffffff ff:ef4135" },
        { "seismic", "00:0000d0 80:d0d0d0 ff:d00000" },
        { "coolio", "00:00d0d0 80:d0d0d0 ff:d000d0" },
        { "coleus", "00:00d000 80:d0d0d0 ff:d000d0" },
        { "7:000, 9:ffffff", "00:000000 77:000000 99:ffffff ff:ffffff" },
        { " 3f : CCC ,\tf0f , 000", "00:cccccc 3f:cccccc 9f:ff00ff ff:000000" },
        { "000,a0:f00,fff", "00:000000 a0:ff0000 ff:ffffff" },
        { "ff0,00f", "00:ffff00 ff:0000ff" },
        { "f0f,8:111,d:ff1", "00:ff00ff 88:111111 dd:ffff11 ff:ffff11" },
    };

    [Theory]
    [MemberData(nameof(Documented))]
    public void Colours_lie_on_straight_lines_between_the_documented_nodes(string source, string nodes)
    {
        ColorMap map = ColorMap.Of(source);
        (int Index, int[] Color)[] expected =
        [
            .. nodes.Split(' ').Select(node => (Hex(node[..2]), new[] { Hex(node[3..5]), Hex(node[5..7]), Hex(node[7..9]) })),
        ];
        var palette = map.Palette();
        for (int i = 0; i < 256; i++)
        {
            int right = Array.FindIndex(expected, node => node.Index >= i);
            (int Index, int[] Color) b = expected[right], a = expected[Math.Max(0, right - 1)];
            int[] color = [.. Enumerable.Range(0, 3).Select(c => b.Index == i ? b.Color[c] : (int)Math.Floor(a.Color[c] + ((b.Color[c] - a.Color[c]) * (i - a.Index) / (double)(b.Index - a.Index)) + 1e-9))];
            Assert.Equal(new PixelColor((byte)color[0], (byte)color[1], (byte)color[2]), palette[i]);
        }
    }

    [Fact]
    public void Two_nodes_of_one_index_make_a_hard_edge()
    {
        ColorMap map = ColorMap.Parse("55:00f,55:ddd,aa:ddd,aa:f00");
        Assert.Equal("0000ff", map.At(0x54 / 255.0).ToString());
        Assert.Equal("dddddd", map.At(0x55 / 255.0).ToString());
        Assert.Equal("dddddd", map.At(0xa9 / 255.0).ToString());
        Assert.Equal("ff0000", map.At(0xaa / 255.0).ToString());
    }

    [Fact]
    public void Of_more_than_two_nodes_of_one_index_the_outermost_count()
    {
        ColorMap map = ColorMap.Parse("000,80:111,80:abc,80:eee,fff");
        Assert.DoesNotContain(new PixelColor(0xaa, 0xbb, 0xcc), map.Palette());
        Assert.Equal("eeeeee", map.At(128 / 255.0).ToString());
    }

    [Theory]
    [InlineData("", 0, "found the end")]
    [InlineData("fff", 3, "at least two colours")]
    [InlineData("fff,", 4, "found the end")]
    [InlineData("fff,,000", 4, "found ','")]
    [InlineData("ffff,000", 0, "'ffff' has 4")]
    [InlineData("fff,fffffffff", 4, "'fffffffff' has 9")]
    [InlineData("fff,f", 5, "'f' is an index: expected ':'")]
    [InlineData("fff,80:", 7, "expected a colour of 3 or 6 hexadecimal digits after the index, found the end")]
    [InlineData("111:111:111", 0, "an index has 1 or 2 hexadecimal digits")]
    [InlineData("0:111:111", 5, "expected ',' between two colours, found ':'")]
    [InlineData("ff:fff,00:000", 7, "indices must ascend, but 00 follows ff")]
    [InlineData("000,80:fff,7f:000,fff", 11, "indices must ascend, but 7f follows 80")]
    [InlineData("fff;000", 3, "found ';'")]
    [InlineData("fff,#000", 4, "found '#'")]
    [InlineData("fff,ｆff", 4, "found 'ｆ'")]
    public void A_wrong_text_says_what_is_wrong_and_where(string source, int position, string message)
    {
        ColorMapFormatException exception = Assert.Throws<ColorMapFormatException>(() => ColorMap.Parse(source));
        Assert.Equal(position, exception.Position);
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_name_lists_the_known_ones()
    {
        string message = Assert.Throws<ColorMapFormatException>(() => ColorMap.Of("viridis")).Message;
        Assert.Contains("There is no colour map 'viridis'", message, StringComparison.Ordinal);
        Assert.All(ColorMap.Names, name => Assert.Contains(name, message, StringComparison.Ordinal));
        Assert.False(ColorMap.TryOf("viridis", out _));
    }

    [Fact]
    public void Any_text_gives_a_map_or_the_one_exception() => Gen.Char[" ,:0123456789abcdefxF\n"].Array[0, 24].Sample(text =>
    {
        if (!ColorMap.TryOf(new(text), out ColorMap? map)) return;
        Assert.Equal((0, 255), (map.Nodes[0].Index, map.Nodes[^1].Index));
        Assert.Equal(256, map.Palette().Length);
    });

    [Fact]
    public void Known_maps_read_their_own_source() => Assert.All(ColorMap.Names, name =>
    {
        ColorMap map = ColorMap.Of(name);
        Assert.Equal(map.Palette().ToArray(), ColorMap.Parse(map.Source).Palette().ToArray());
        Assert.Equal(name, map.ToString());
    });

    [Theory]
    [InlineData("blue-orange", true)]
    [InlineData("bwr", true)]
    [InlineData("hot", false)]
    [InlineData("cold", false)]
    [InlineData("gray", false)]
    public void Signed_maps_have_a_node_in_the_middle(string name, bool middle) => Assert.Equal(middle, ColorMap.Of(name).IsSigned);

    [Fact]
    public void A_level_stretches_or_narrows_the_map_around_its_middle()
    {
        ColorMap map = ColorMap.Of("bwr");
        Assert.Equal(map.At(0), map.Palette(2)[60]);
        Assert.Equal(map.At(0.25), map.Palette(0.5)[0]);
        Assert.Single(map.Palette(0).Distinct());
    }

    [Fact]
    public void The_default_gets_darker_on_both_sides_so_that_it_survives_without_colour()
    {
        double[] light = [.. ColorMap.BlueOrange.Palette().Select(color => new Runtime.Rgb(color.Red, color.Green, color.Blue).Luminance)];
        for (int i = 1; i < 256; i++) Assert.True(i <= 128 ? light[i] >= light[i - 1] : light[i] <= light[i - 1], $"step {i}");
        Assert.Equal(1, light[128], 6);

        // WCAG 2.2, 1.4.11: full colour against the neutral ground. Both ends are equally strong.
        Assert.InRange(1.05 / (light[0] + 0.05), 5.5, 8);
        Assert.InRange(1.05 / (light[255] + 0.05), 5.5, 8);
    }

    [Fact]
    public void The_page_shows_every_name_and_what_it_stands_for()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "docs", "colour-maps.md"))) folder = folder.Parent;
        string page = File.ReadAllText(Path.Combine(folder!.FullName, "docs", "colour-maps.md"));
        Assert.All(ColorMap.Names, name => Assert.Matches($"\\| `{name}`( \\(default\\))? \\| `{ColorMap.Of(name).Source}` \\|", page));
    }

    [Fact]
    public void Nan_has_no_colour() => Assert.Throws<ArgumentOutOfRangeException>(() => ColorMap.BlueOrange.At(double.NaN));

    private static int Hex(string digits) => Convert.ToInt32(digits, 16);
}
