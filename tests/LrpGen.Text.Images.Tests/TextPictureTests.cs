using System.Globalization;
using System.Xml.Linq;
using LrpGen.Explanations.Tests;
using LrpGen.Runtime;
using SkiaSharp;

namespace LrpGen.Text.Images.Tests;

public class TextPictureTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    // Bars of the test font and nothing of the machine; letters of 20 pixels are 10 wide, and so is the margin's double.
    private static readonly TextPictureOptions Plain = new()
    {
        Width = 400,
        FontSize = 20,
        Header = false,
        Legend = false,
        FontFiles = [TestFont.Latin],
        UseSystemFonts = false,
    };

    [Theory]
    [InlineData(400, 1, 400)]
    [InlineData(400, 2, 800)]
    [InlineData(250, 0.5, 125)]
    public void A_picture_has_the_width_that_was_asked_for(int width, double scale, int pixels)
    {
        SKBitmap picture = Decode(Examples.English.ToPng(Plain with { Width = width, Scale = scale })), one = Decode(Examples.English.ToPng(Plain with { Width = width }));
        Assert.Equal(pixels, picture.Width);
        Assert.Equal((int)Math.Ceiling(one.Height * scale), picture.Height);
    }

    [Fact]
    public void A_narrow_picture_has_more_lines()
    {
        // 72 letters and 12 gaps: two lines of 360 pixels each, or eight.
        int wide = Decode(Examples.English.ToPng(Plain)).Height, narrow = Decode(Examples.English.ToPng(Plain with { Width = 150 })).Height;
        Assert.InRange(narrow, 2 * wide, 6 * wide);
    }

    [Fact]
    public void A_word_stands_on_the_colour_of_its_relevance()
    {
        TextExplanation explanation = Examples.Of("ab cd ef", ["ab:1", "cd:-0.5", "ef:0"]);
        SKBitmap picture = Decode(explanation.ToPng(Plain));
        RelevanceColors colors = RelevancePalette.BlueOrange.Light;

        // Two letters of 10 pixels, a gap of 10 and 0.12 of 20.
        Assert.Equal([colors[20], colors[-10], colors.Page], new[] { 30f, 62.4f, 94.8f }.Select(x => Between(picture, x)));
        SKBitmap dark = Decode(explanation.ToPng(Plain with { Theme = PictureTheme.Dark }));
        Assert.Equal(RelevancePalette.BlueOrange.Dark[20], Between(dark, 30));
        Assert.Equal(RelevancePalette.BlueOrange.Dark.Page, Color(dark.GetPixel(1, 1)));
    }

    [Fact]
    public void Sentences_have_colours_of_their_own()
    {
        TextExplanation explanation = Examples.Of("Ab. Cd. Ef.", ["Ab.:1", "Cd.:-2", "Ef.:0"]);
        SKBitmap picture = Decode(explanation.ToPng(Plain with { Level = TextLevel.Sentence }));
        Assert.Equal([RelevancePalette.BlueOrange.Light[10], RelevancePalette.BlueOrange.Light[-20]], new[] { 30f, 72.4f }.Select(x => Between(picture, x)));
        Assert.Throws<ArgumentException>(() => explanation.ToPng(Plain with { Level = TextLevel.Token }));
    }

    [Fact]
    public void What_speaks_for_the_target_is_underlined_and_what_speaks_against_it_dashed()
    {
        XElement svg = XElement.Parse(Examples.Of("ab cd", ["ab:1", "cd:-1"]).ToSvg(Plain));
        Assert.Equal([null, "5 3.333"], svg.Elements(Svg + "line").Select(line => (string?)line.Attribute("stroke-dasharray")));
    }

    [Fact]
    public void A_text_from_right_to_left_begins_at_the_right()
    {
        SKBitmap picture = Decode(Examples.Of("אב גד", ["אב:1", "גד:-1"]).ToPng(Plain));
        Assert.Equal(RelevancePalette.BlueOrange.Light[20], Between(picture, 370));
        Assert.Equal(RelevancePalette.BlueOrange.Light[-20], Between(picture, 370 - 32.4f));
    }

    [Theory]
    [InlineData("ไปไหน", "Thai", 0x0e44)]
    [InlineData("ok हिन्दी", "Devanagari", 0x0939)]
    [InlineData("漢字", "Han", 0x6f22)]
    [InlineData("👩‍👩‍👧", "Emoji", 0x1f469)]
    public void A_script_without_a_font_is_named(string text, string script, int codePoint)
    {
        TextExplanation explanation = Examples.Of(text, [.. text.Split(' ').Select(word => word + ":1")]);
        var exception = Assert.Throws<MissingFontException>(() => explanation.ToPng(Plain));
        Assert.Equal((script, codePoint), (exception.Script, exception.CodePoint));
        Assert.Contains(script, exception.Message, StringComparison.Ordinal);
        Assert.Contains(codePoint.ToString("X4", CultureInfo.InvariantCulture), exception.Message, StringComparison.Ordinal);
        Assert.NotEmpty(explanation.ToPng(Plain with { BoxForMissing = true }));
    }

    [Fact]
    public void A_font_file_that_is_none_is_refused()
    {
        Assert.Throws<FileNotFoundException>(() => Examples.English.ToPng(Plain with { FontFiles = ["/nowhere/font.ttf"] }));
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "no font");
        Assert.Throws<ArgumentException>(() => Examples.English.ToPng(Plain with { FontFiles = [file] }));
        File.Delete(file);
    }

    [Fact]
    public void An_option_outside_of_its_range_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Examples.English.ToPng(Plain with { Width = 100 }));
        Assert.Throws<ArgumentException>(() => Examples.English.ToPng(Plain with { FontSize = double.NaN }));
        Assert.Throws<ArgumentException>(() => Examples.English.ToPng(Plain with { Scale = 9 }));
        Assert.Contains("Scale", Assert.Throws<ArgumentException>(() => Examples.Of(new string('a', 40_000), []).ToPng(Plain with { Width = 120, Scale = 8 })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_long_word_breaks_between_grapheme_clusters()
    {
        string word = string.Concat(Enumerable.Repeat("ab\u0301c", 40));
        foreach (int width in new[] { 25, 31, 47, 120 })
        {
            List<TextLine> lines = TextLayout.Lines([new(word, default)], new FontSet(Plain with { BoxForMissing = true }), 10, width);
            HashSet<int> clusters = [.. StringInfo.ParseCombiningCharacters(word), word.Length];
            Assert.True(lines.Count > 1);
            Assert.All(lines, line => Assert.InRange(line.Runs.Sum(run => run.Run.Width), 1, width));
            Assert.All(lines, line => Assert.Contains(line.Runs[0].Run.Start, clusters));
            Assert.Equal(word.Length, lines.Sum(line => line.Runs.Sum(run => run.Run.End - run.Run.Start)));
        }
    }

    [Fact]
    public void Nothing_of_a_text_is_lost_between_lines()
    {
        const string Text = "one two  three\n\nfour five אבג דהו (six)";
        for (int width = 15; width < 200; width += 5)
        {
            List<TextLine> lines = TextLayout.Lines([new(Text, default)], new FontSet(Plain), 10, width);
            Assert.Equal(
                Text.Count(c => !char.IsWhiteSpace(c)),
                lines.Sum(line => line.Runs.Sum(run => run.Run.Glyphs.Length)) - Blanks(lines));
        }

        // Gaps have glyphs too; those at the end of a line have gone.
        static int Blanks(List<TextLine> lines) => lines.Sum(line => line.Runs.Sum(run => run.Run.Glyphs.Count(glyph => glyph == 1)));
    }

    [Fact]
    public void What_the_model_did_not_see_is_marked_and_said()
    {
        TextExplanation explanation = Examples.Of("one two three four", ["one:1", "two:0.5"]) with
        {
            Truncation = new(4, 9, 14),
            UnseenCharacters = [new(4, 7, 0, UnseenReason.Unknown), new(8, 13, 0, UnseenReason.Deleted)],
        };
        var pieces = new PicturePieces(explanation, Plain, RelevancePalette.BlueOrange.Light, default);
        Assert.Equal(["two", "three"], pieces.Text(0).Where(piece => piece.IsDotted).Select(piece => piece.Text));
        Assert.Equal(["four"], pieces.Text(0).Where(piece => piece.IsStruck).Select(piece => piece.Text));
        Assert.Equal(["Cut off: the model read 4 of 9 tokens. What it did not read is struck through.", "Dotted: the model did not see these characters."], pieces.Notes());
        Assert.Equal(2, XElement.Parse(explanation.ToSvg(Plain)).Elements(Svg + "rect").Count(rect => (string?)rect.Attribute("fill") == "none"));
        string note = Assert.Single(new PicturePieces(explanation with { Truncation = null, UnseenCharacters = [], Windowing = new(4, 2, []) }, Plain, RelevancePalette.BlueOrange.Light, default).Notes());
        Assert.StartsWith("Explained in 0 windows of 4 tokens with stride 2: each token is explained where it has most context", note, StringComparison.Ordinal);
        Assert.Contains("No tokens", Assert.Single(new PicturePieces(Examples.Of("", []), Plain, RelevancePalette.BlueOrange.Light, default).Notes()), StringComparison.Ordinal);
    }

    [Fact]
    public void An_svg_needs_no_font_and_tells_its_text()
    {
        XElement svg = XElement.Parse(Examples.English.ToSvg(Plain with { Header = true, Legend = true }));
        Assert.Empty(svg.Descendants(Svg + "text"));
        Assert.Equal(Examples.English.Text, (string)svg.Element(Svg + "desc")!);
        Assert.Equal("Orange words spoke for “hate”, blue ones against it; colours are full at 0.55.", (string)svg.Element(Svg + "title")!);

        // Every outline once, every use of one that is there.
        string[] names = [.. svg.Element(Svg + "defs")!.Elements().Select(shape => (string)shape.Attribute("id")!)];
        Assert.Equal(names.Distinct().Count(), names.Length);
        Assert.Equal(names.Select(name => "#" + name).Order(), svg.Descendants(Svg + "use").Select(use => (string)use.Attribute("href")!).Distinct().Order());
        Assert.Equal("400", (string)svg.Attribute("width")!);
    }

    [Theory]
    [MemberData(nameof(HostileTexts.Names), MemberType = typeof(HostileTexts))]
    public void Hostile_texts_become_pictures_and_no_markup(string name)
    {
        TextExplanation explanation = HostileTexts.Explanation(HostileTexts.Of(name));
        TextPictureOptions options = Plain with { Header = true, Legend = true, BoxForMissing = true };
        Assert.NotEmpty(explanation.ToPng(options));
        string svg = explanation.ToSvg(options);
        string[] known = ["svg", "title", "desc", "defs", "path", "rect", "line", "g", "use"];
        Assert.All(XElement.Parse(svg, LoadOptions.PreserveWhitespace).DescendantsAndSelf(), element => Assert.Contains(element.Name.LocalName, known));
        Assert.DoesNotContain(svg, c => (c < ' ' && c is not ('\n' or '\t')) || c is >= '\u007f' and <= '\u009f' or >= '\u202a' and <= '\u202e' or >= '\u2066' and <= '\u206f');
    }

    [Fact]
    public void A_masked_word_is_not_in_the_file()
    {
        TextExplanation explanation = Examples.Of("you bastard", ["you:0.1", "bastard:1"]);
        TextPictureOptions options = Plain with { MaskWords = WordMask.Of("bastard"), BoxForMissing = true };
        Assert.DoesNotContain("bastard", explanation.ToSvg(options), StringComparison.OrdinalIgnoreCase);
        Assert.NotEqual(explanation.ToPng(Plain), explanation.ToPng(options));
    }

    [Fact]
    public void The_same_explanation_gives_the_same_picture()
    {
        Assert.Equal(Examples.English.ToPng(Plain), Examples.English.ToPng(Plain));
        using var stream = new MemoryStream();
        Examples.English.WritePng(stream, Plain);
        Assert.Equal(Examples.English.ToPng(Plain), stream.ToArray());
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Examples.English.SaveSvg(file, Plain);
        Assert.Equal(Examples.English.ToSvg(Plain), File.ReadAllText(file));
        Examples.English.SavePng(file, Plain);
        Assert.Equal(stream.ToArray(), File.ReadAllBytes(file));
        File.Delete(file);
    }

    [SkippableTheory]
    [InlineData("क्षत्रिय", "Devanagari")]
    [InlineData("ﻻ لا", "Arabic")]
    [InlineData("นี้", "Thai")]
    [InlineData("👩‍👩‍👧‍👦", "Emoji")]
    public void Letters_are_shaped_where_the_machine_has_a_font(string text, string script)
    {
        List<TextLine> lines;
        try
        {
            lines = TextLayout.Lines([new(text, default)], new FontSet(new()), 20, 1000);
        }
        catch (MissingFontException exception)
        {
            Skip.If(exception.Script == script, exception.Message);
            throw;
        }

        // Conjuncts, ligatures and families have fewer glyphs than code points; a Thai vowel and a tone mark stand above the consonant.
        int glyphs = lines[0].Runs.Sum(run => run.Run.Glyphs.Length), codePoints = text.EnumerateRunes().Count();
        if (script == "Thai") Assert.Equal(TextLayout.Lines([new(text[..1], default)], new FontSet(new()), 20, 1000)[0].Runs[0].Run.Width, lines[0].Runs[0].Run.Width, 3);
        else Assert.InRange(glyphs, 1, codePoints - 1);
        Assert.DoesNotContain(lines[0].Runs, run => run.Run.Glyphs.Contains((ushort)0));
    }

    private static SKBitmap Decode(byte[] png) => SKBitmap.Decode(png);

    // Above the bars of the first line: margin 20, half a gap of 11, then the ascent of 18, of which bars fill the lower 14.
    private static Rgb Between(SKBitmap picture, float x) => Color(picture.GetPixel((int)x, 28));

    private static Rgb Color(SKColor color) => new(color.Red, color.Green, color.Blue);
}
