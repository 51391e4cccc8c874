using LrpGen.Runtime;
using LrpGen.Testing;

namespace LrpGen.Images.Tests;

public class AnsiTests
{
    public static TheoryData<string, AnsiColors, bool> Views => new()
    {
        { "image", AnsiColors.TrueColor, true },
        { "image", AnsiColors.Palette256, true },
        { "image", AnsiColors.None, true },
        { "image", AnsiColors.None, false },
        { "table", AnsiColors.TrueColor, true },
        { "table", AnsiColors.None, true },
        { "table", AnsiColors.None, false },
        { "ranking", AnsiColors.None, true },
    };

    [Theory]
    [MemberData(nameof(Views))]
    public void The_view_looks_as_recorded(string kind, AnsiColors colors, bool unicode) => Snapshot.Verify(
        Render(kind, new() { Colors = colors, Unicode = unicode }).Replace('\e', '␛'), hint: $"{kind}.{colors}{(unicode ? "" : ".ascii")}");

    [Theory]
    [InlineData("image")]
    [InlineData("table")]
    [InlineData("ranking")]
    public void Without_colour_there_is_no_escape_sequence_and_ascii_is_ascii(string kind)
    {
        string text = Render(kind, new() { Colors = AnsiColors.None, Unicode = false });
        Assert.DoesNotContain('\e', text);
        Assert.DoesNotContain(text.Replace("µm²", "", StringComparison.Ordinal), c => c > '~');
    }

    [Fact]
    public void Sign_is_seen_without_colour()
    {
        string text = Examples.Cross.ToImageAnsi(new() { Colors = AnsiColors.None, Unicode = false });
        Assert.Contains("####", text, StringComparison.Ordinal);
        Assert.Contains("----", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_cannot_act_on_the_terminal()
    {
        ArrayExplanation row = Examples.Row with
        {
            FeatureNames = [Examples.Hostile, "b", "c"],
            FeatureUnits = [Examples.Hostile, "", ""],
            Labels = [new(Examples.Hostile, 0, 0.5f), new(Examples.Hostile, 1, 0.5f)],
            Target = Examples.Row.Target with { Description = Examples.Hostile },
            Method = Examples.Hostile,
        };
        string[] views =
        [
            row.ToTableAnsi(new() { Colors = AnsiColors.None }),
            FeatureRanking.Of([row]).ToAnsi(new() { Colors = AnsiColors.None }),
            (row with { Shape = [1, 1, 3], FeatureNames = [], FeatureUnits = [] }).ToImageAnsi(new() { Colors = AnsiColors.None }),
        ];
        Assert.All(views, view => Assert.DoesNotContain(view, c => (c < ' ' && c != '\n') || c == '\u202e'));
    }

    [Theory]
    [InlineData(20)]
    [InlineData(50)]
    [InlineData(80)]
    public void Lines_fit_the_terminal(int width)
    {
        ArrayExplanation large = Examples.Image([3, 40, 120], i => i % 7 / 7f, i => (i % 11) - 5);
        ArrayExplanation row = Examples.Row with { FeatureNames = ["a very long name of a feature in many words", "特徴量の名前がとても長い場合", "c"] };
        foreach (string view in new[] { large.ToImageAnsi(new() { Colors = AnsiColors.None, Width = width }), row.ToTableAnsi(new() { Colors = AnsiColors.None, Width = width }) })
        {
            Assert.All(view.Split('\n'), line => Assert.InRange(TerminalWidth.Of(line), 0, width));
        }
    }

    [Fact]
    public void Half_blocks_hold_two_pixels()
    {
        string view = Examples.Image([1, 3, 1], _ => 0, i => new[] { -1f, 0f, 1f }[i]).ToImageAnsi(new() { LightBackground = true });

        // The input's pixels, the gap, then against above neutral; below for above nothing.
        Assert.Contains("\e[38;2;0;0;0;48;2;0;0;0m▀\e[0m   \e[38;2;18;87;163;48;2;255;255;255m▀\e[0m\n", view, StringComparison.Ordinal);
        Assert.Contains("\e[38;2;163;71;0m▀\e[0m\n", view, StringComparison.Ordinal);
    }

    private static string Render(string kind, AnsiOptions options) => kind switch
    {
        "image" => Examples.Cross.ToImageAnsi(options),
        "table" => Examples.Row.ToTableAnsi(options),
        _ => FeatureRanking.Of([Examples.Row, Examples.Row with { Relevance = [1, 1, -1] }]).ToAnsi(options),
    };
}
