using System.Text.RegularExpressions;
using LrpGen.Runtime;
using LrpGen.Testing;

namespace LrpGen.Explanations.Tests;

public partial class AnsiTests
{
    public static TheoryData<string> Names => Examples.Names;

    // The only sequences that the view writes: colours and styles.
    [GeneratedRegex("\e\\[[0-9;]*m")]
    private static partial Regex Sequence { get; }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_view_looks_as_recorded(string name)
    {
        foreach (AnsiColors colors in Enum.GetValues<AnsiColors>())
        {
            // Escape characters are shown as \e so that the file can be read.
            string text = Examples.Named(name).ToAnsi(new() { Colors = colors, Width = 60 });
            Snapshot.Verify(text.Replace("\e", "\\e", StringComparison.Ordinal), "txt", $"{name}.{colors}");
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_control_character_of_the_source_reaches_the_terminal(string name)
    {
        foreach (AnsiColors colors in Enum.GetValues<AnsiColors>())
        {
            string text = Examples.Named(name).ToAnsi(new() { Colors = colors });
            Assert.DoesNotContain(
                Sequence.Replace(text, ""),
                c => (char.IsControl(c) && c != '\n') || c is >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u2069' or '\ud800');
            Assert.All(Sequence.Matches(text), match => Assert.DoesNotContain("[31m", match.Value, StringComparison.Ordinal));
            if (colors == AnsiColors.None) Assert.DoesNotContain("\e", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void No_line_is_wider_than_the_terminal(string name)
    {
        foreach (int width in new[] { 20, 33, 60, 120 })
        {
            foreach (AnsiColors colors in Enum.GetValues<AnsiColors>())
            {
                string text = Sequence.Replace(Examples.Named(name).ToAnsi(new() { Colors = colors, Width = width }), "");
                Assert.All(text.Split('\n'), line => Assert.InRange(TerminalWidth.Of(line), 0, width));
            }
        }
    }

    [Fact]
    public void The_sign_is_readable_without_colour()
    {
        string text = Examples.Of("good bad so", ["good:1", "bad:-1", "so:0.01"]).ToAnsi(new() { Colors = AnsiColors.None, Unicode = false });
        Assert.Contains("good[+++] bad[---] so\n", text, StringComparison.Ordinal);
        Assert.All(text, c => Assert.True(char.IsAscii(c)));
    }

    [Fact]
    public void The_sign_is_not_told_by_hue_alone()
    {
        string text = Examples.Of("good bad", ["good:1", "bad:-1"]).ToAnsi();
        Assert.Matches("\e\\[4mgood", text);
        Assert.DoesNotMatch("\e\\[4mbad", text);
    }

    [Fact]
    public void In_the_table_the_word_comes_last_so_that_right_to_left_letters_move_nothing()
    {
        string table = Sequence.Replace(Examples.Urdu.ToAnsi(), "").Split("\n\n")[3];
        Assert.Matches("^\\+0.61 █+ ﷺ\n−0.20 ░+ +سلام\n", table);
    }

    [Fact]
    public void Every_line_ends_without_a_style()
    {
        string text = Examples.Of(new string('x', 100), [new string('x', 100) + ":1"]).ToAnsi(new() { Width = 30 });
        foreach (string line in text.Split('\n'))
        {
            MatchCollection sequences = Sequence.Matches(line);
            if (sequences.Count > 0) Assert.Equal("\e[0m", sequences[^1].Value);
        }
    }

    [Theory]
    [InlineData(true, null, "xterm-256color", null, AnsiColors.Palette256)]
    [InlineData(true, null, "xterm-256color", "truecolor", AnsiColors.TrueColor)]
    [InlineData(true, null, "xterm-direct", null, AnsiColors.TrueColor)]
    [InlineData(true, "1", "xterm-256color", "truecolor", AnsiColors.None)]
    [InlineData(true, "", "xterm-256color", "24bit", AnsiColors.TrueColor)]
    [InlineData(true, null, "dumb", "truecolor", AnsiColors.None)]
    [InlineData(true, null, "vt100", null, AnsiColors.None)]
    [InlineData(false, null, "xterm-256color", "truecolor", AnsiColors.None)]
    public void The_environment_decides(bool isTerminal, string? noColor, string term, string? colorTerm, AnsiColors expected)
    {
        AnsiOptions options = AnsiOptions.FromEnvironment(isTerminal, 72, name => name switch
        {
            "NO_COLOR" => noColor,
            "TERM" => term,
            "COLORTERM" => colorTerm,
            _ => null,
        });
        Assert.Equal(expected, options.Colors);
        Assert.Equal(72, options.Width);
    }

    [Fact]
    public void Masked_words_stay_masked()
    {
        TextExplanation explanation = Examples.Of("you bastard", ["you:0.1", "bastard:0.9"]);
        Func<string, bool> mask = WordMask.Of("bastard");
        Assert.DoesNotContain("astard", explanation.ToAnsi(new() { MaskWords = mask }), StringComparison.Ordinal);
        Assert.DoesNotContain("astard", explanation.ToMarkdown(maskWords: mask), StringComparison.Ordinal);
        Assert.DoesNotContain("astard", explanation.ToLatex(maskWords: mask), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("abc", 3)]
    [InlineData("漢字", 4)]
    [InlineData("ｈｉ", 4)]
    [InlineData("e\u0301", 1)]
    [InlineData("👩‍👩‍👧‍👦", 2)]
    [InlineData("🇵🇰", 2)]
    [InlineData("👍🏽", 2)]
    [InlineData("❤️", 2)]
    [InlineData("क्", 1)]
    [InlineData("की", 2)]
    [InlineData("کِتَاب", 4)]
    [InlineData("", 0)]
    [InlineData("한", 2)]
    [InlineData("\u1112\u1161\u11ab", 2)]
    [InlineData("a\u200bb", 2)]
    public void Width_counts_columns(string text, int columns) => Assert.Equal(columns, TerminalWidth.Of(text));
}
