using LrpGen.Images;
using LrpGen.Testing;

namespace LrpGen.Samples.Tests;

/// <summary>What can go wrong with digits ends with an exit code and one line that says what was found and what is needed.</summary>
public class DigitsFailureTests
{
    private const int Runtime = 1, Usage = 2;

    private static readonly string Three = Path.Combine(Sample.Digits.ModelFolder, "samples", "3a.png");

    [Theory]
    [InlineData("no option '--targt'", "--targt", "3")]
    [InlineData("needed predicted, all, one of 0 (0), 1 (1)", "--target", "ten")]
    [InlineData("found no such method; needed one of epsilon-plus-flat, epsilon-gamma-box,", "--method", "lrp")]
    [InlineData("found no such ink; needed one of auto, bright, dark", "--ink", "red")]
    [InlineData("found no such view; needed one of side-by-side, overlay, heat-map, input", "--show", "all")]
    [InlineData("There is no colour map 'rainbow'. Known: blue-orange,", "--colors", "rainbow")]
    [InlineData("position 4: a colour has 3 or 6 hexadecimal digits", "--colors", "fff,80000")]
    [InlineData("--bounds '2:1': needed 'shared', 'each', a number above 0, or two that ascend", "--bounds", "2:1")]
    [InlineData("--bounds '0'", "--bounds", "0")]
    [InlineData("--bounds 'NaN'", "--bounds", "NaN")]
    [InlineData("needed one of features.0, features.1,", "--layer", "classifier.0")]
    [InlineData("found no such layer; needed one of features.0,", "--channels", "conv:1")]
    [InlineData("needed channels of features.4 from 0 to 15, separated by commas, as in features.4:0,15", "--channels", "features.4:16")]
    [InlineData("needed channels of features.4 from 0 to 15", "--channels", "features.4")]
    [InlineData("'smoothgrad' gives no relevance of inner layers", "--method", "smoothgrad", "--layer", "features.0")]
    [InlineData("'occlusion' has no backward pass", "--method", "occlusion", "--channels", "features.0:1")]
    [InlineData("--html: found no file name", "--html", "")]
    public void A_command_line_that_makes_no_sense_ends_with_2(string message, params string[] arguments) => Fails(Usage, message, [Three, .. arguments]);

    [Theory]
    [InlineData("/no/such/folder", "--model", "/no/such/folder")]
    [InlineData("/no/such/folder/out.html", "--html", "/no/such/folder/out.html")]
    [InlineData("/no/such/folder/out.png", "--png", "/no/such/folder/out.png")]
    public void A_file_that_cannot_be_read_or_written_ends_with_1(string message, params string[] arguments) => Fails(Runtime, message, [Three, .. arguments]);

    [Fact]
    public void An_image_that_cannot_be_read_is_named()
    {
        using TemporaryFolder folder = new();
        Fails(Runtime, "none.png", folder["none.png"]);
        File.WriteAllText(folder["text.png"], "GIF89a");
        Fails(Runtime, "'text.png': This is a GIF file; only PNG is read", folder["text.png"]);
        byte[] whole = File.ReadAllBytes(Three);
        File.WriteAllBytes(folder["half.png"], whole[..(whole.Length / 2)]);
        Fails(Runtime, "'half.png': The PNG file is cut off", folder["half.png"]);
    }

    [Fact]
    public void A_sheet_without_ink_says_so()
    {
        using TemporaryFolder folder = new();
        byte[] white = new byte[3 * 40 * 40];
        Array.Fill(white, byte.MaxValue);
        RasterImage.FromPixels(40, 40, white).SavePng(folder["white.png"]);
        Fails(Runtime, "'white.png': found no ink on the paper", folder["white.png"]);
    }

    [Fact]
    public void Help_is_as_recorded()
    {
        SampleRun run = Sample.Digits.Run("--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Verify(run.Output);
    }

    private static void Fails(int exitCode, string message, params string[] arguments)
    {
        SampleRun run = Sample.Digits.Run(arguments);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.ErrorLine, StringComparison.Ordinal);
    }
}
