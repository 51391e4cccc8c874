using Digits;
using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples.Tests;

/// <summary>What the sample of digits writes is what the library says.</summary>
public class DigitsOutputTests
{
    private static readonly string Three = Drawn("3a.png");

    [Fact]
    public void Without_an_image_every_drawn_digit_is_read_as_it_was_drawn()
    {
        SampleRun run = Sample.Digits.Run();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string[] lines = [.. run.Lines.Where(line => line.Contains(" predicted ", StringComparison.Ordinal))];
        Assert.Equal(30, lines.Length);

        // The first sign of a file's name is the digit that was drawn.
        Assert.All(lines, line => Assert.Contains($" predicted {line[0]} ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Json_lines_hold_what_the_library_says_bit_for_bit()
    {
        using DigitsCnn model = DigitsCnn.Load(Sample.Digits.ModelFolder);
        Assert.Equal(
            [model.Explain(Values(Three)), model.Explain(Values(Drawn("8c.png")))],
            Explanations(Sample.Digits.Run(Three, Drawn("8c.png"), "--json")));
    }

    [Fact]
    public void A_contrast_says_why_one_digit_and_not_another()
    {
        using DigitsCnn model = DigitsCnn.Load(Sample.Digits.ModelFolder);
        ArrayExplanation why = Assert.Single(Explanations(Sample.Digits.Run(Three, "--json", "--target", "3:8")));
        Assert.Equal(model.Explain(Values(Three), DigitsCnn.Label.Label3, DigitsCnn.Label.Label8), why);
        Assert.Null(why.Target.Label);
    }

    [Fact]
    public void All_labels_are_one_line_each()
    {
        using DigitsCnn model = DigitsCnn.Load(Sample.Digits.ModelFolder);
        Assert.Equal(model.ExplainAllLabels(Values(Three)), Explanations(Sample.Digits.Run(Three, "--json", "--target", "all")));
    }

    [Fact]
    public void Every_method_of_the_project_file_can_be_chosen()
    {
        using DigitsCnn model = DigitsCnn.Load(Sample.Digits.ModelFolder);
        foreach (MethodDescription method in model.Description.Methods)
        {
            ArrayExplanation expected = model.Explain(Values(Three), Target.Predicted, method);
            Assert.Equal(expected, Assert.Single(Explanations(Sample.Digits.Run(Three, "--json", "--composite", method.Name))));
        }
    }

    [Fact]
    public void A_layer_and_channels_reach_the_library()
    {
        using DigitsCnn model = DigitsCnn.Load(Sample.Digits.ModelFolder);
        ArrayExplainOptions options = new() { LayerNames = ["features.3"], Conditions = [new("features.4", 2, 9), new("features.0", 1)] };
        ArrayExplanation why = Assert.Single(Explanations(Sample.Digits.Run(Three, "--json", "--layer", "features.3", "--channels", "features.4:2,9", "--channels", "features.0:1")));
        Assert.Equal(model.Explain(Values(Three), Target.Predicted, null, options), why);
        Assert.Equal([8, 14, 14], Assert.Single(why.Layers).Shape.ToArray());
    }

    [Theory]
    [InlineData("side-by-side", 3, 1)]
    [InlineData("heat-map", 1, 1)]
    public void A_png_file_holds_the_pictures(string show, int columns, int rows)
    {
        using TemporaryFolder folder = new();
        SampleRun run = Sample.Digits.Run(Three, "--png", folder["why.png"], "--show", show);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        RasterImage picture = RasterImage.FromPng(File.ReadAllBytes(folder["why.png"]));

        // Ten times 28 pixels, gaps of 12, captions of 24, a scale of 18.
        Assert.Equal((12 + (columns * 292), 12 + (rows * (292 + 24)) + 18 + 12), (picture.Width, picture.Height));
    }

    [Fact]
    public void Colours_and_bounds_are_those_of_the_library()
    {
        using TemporaryFolder folder = new();
        using DigitsCnn model = DigitsCnn.Load(Sample.Digits.ModelFolder);
        Sample.Digits.Run(Three, "--png", folder["why.png"], "--show", "heat-map", "--colors", "00f,80:fff,f00", "--bounds", "-0.01:0.02");
        RasterImage picture = RasterImage.FromPng(File.ReadAllBytes(folder["why.png"]));
        RasterImage expected = model.Explain(Values(Three)).ToHeatMap(new() { Colors = ColorMap.Of("00f,80:fff,f00"), Bounds = RelevanceBounds.Between(-0.01, 0.02) });
        for (int i = 0; i < expected.Width; i++) Assert.Equal(expected[i, i], picture[12 + i, 12 + i]);
    }

    [Theory]
    [InlineData]
    [InlineData("--target", "all")]
    [InlineData("--target", "all", "--show", "side-by-side")]
    public void The_page_is_whole_and_needs_nothing_else(params string[] arguments)
    {
        using TemporaryFolder folder = new();
        SampleRun run = Sample.Digits.Run([Three, "--html", folder["out.html"], .. arguments]);
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        Page.IsWholeAndNeedsNothingElse(File.ReadAllText(folder["out.html"]));
    }

    [Fact]
    public void A_view_without_colour_holds_no_escape_sequence()
    {
        SampleRun run = Sample.Digits.Run(Three);
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("predicted 3 99.", run.Output, StringComparison.Ordinal);
        Assert.Contains("****", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output);
    }

    private static string Drawn(string name) => Path.Combine(Sample.Digits.ModelFolder, "samples", name);

    private static float[] Values(string file) => [.. ImageInput.Load(file).Values];

    private static ArrayExplanation[] Explanations(SampleRun run)
    {
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return [.. run.Lines.Select(ArrayExplanation.FromJson)];
    }
}
