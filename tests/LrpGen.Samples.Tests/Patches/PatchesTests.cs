using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using LrpGen.Images;
using LrpGen.Runtime;
using LrpGen.Testing;
using Patches;

namespace LrpGen.Samples.Tests;

/// <summary>The sample of patches measures what the library measures, and explains images of one's own.</summary>
public partial class PatchesTests
{
    private const int Runtime = 1, Usage = 2;

    [Fact]
    public void Without_an_image_every_method_is_measured()
    {
        SampleRun run = Sample.Patches.Run();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Verify(run.Output);
        Assert.All(PatchesCnn.Model.Methods, method => Assert.Contains($"  {method.Name} ", run.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Json_lines_hold_the_figures_of_the_table()
    {
        SampleRun table = Sample.Patches.Run("--method", "epsilon-plus"), json = Sample.Patches.Run("--method", "epsilon-plus", "--json");
        JsonElement row = JsonDocument.Parse(Assert.Single(json.Lines)).RootElement;
        Assert.Equal(50, row.GetProperty("patches").GetInt32());
        string[] figures = [.. ((string[])["massAccuracy", "medianMassAccuracy", "pointingGame", "rankAccuracy"]).Select(name => row.GetProperty(name).GetDouble().ToString("F3", CultureInfo.InvariantCulture))];
        Assert.Matches(@$"epsilon-plus +positive +{string.Join(" +", figures.Select(Regex.Escape))}\n", table.Output);
    }

    [Fact]
    public void The_sheet_holds_every_patch_with_a_mass()
    {
        using TemporaryFolder folder = new();
        SampleRun run = Sample.Patches.Run("--html", folder["sheet.html"], "--png", folder["sheet.png"], "--method", "gradient");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        string page = File.ReadAllText(folder["sheet.html"]);
        Page.IsWholeAndNeedsNothingElse(page);
        Assert.Equal(50, Caption().Count(page));
        Assert.Contains("outlined: where the evidence is known to lie", page, StringComparison.Ordinal);

        // Ten pictures of 192 pixels in a row, five rows, gaps of 12, captions of 12, a scale of 9.
        RasterImage sheet = RasterImage.FromPng(File.ReadAllBytes(folder["sheet.png"]));
        Assert.Equal((12 + (10 * 204), 12 + (5 * (192 + 12 + 12)) + 9 + 12), (sheet.Width, sheet.Height));
    }

    [Fact]
    public void An_image_of_ones_own_is_explained_and_measured()
    {
        using TemporaryFolder folder = new();
        using PatchesCnn model = PatchesCnn.Load(Sample.Patches.ModelFolder);
        float[] values = [.. Enumerable.Range(0, 64 * 64).Select(i => Bright(i % 64, i / 64) / 255f)];
        Save(folder["own.png"], Bright);
        Save(folder["mask.png"], (x, y) => Inside(x, y) ? 255 : 0);
        SampleRun json = Sample.Patches.Run(folder["own.png"], "--json");
        ArrayExplanation expected = model.Explain(values, PatchesCnn.Label.Mass);
        Assert.Equal(expected, ArrayExplanation.FromJson(json.Output));

        bool[] inside = [.. Enumerable.Range(0, 64 * 64).Select(i => Inside(i % 64, i / 64))];
        string share = (100 * Localisation.Of(expected, inside).MassAccuracy).ToString("F1", CultureInfo.InvariantCulture);
        SampleRun view = Sample.Patches.Run(folder["own.png"], "--mask", folder["mask.png"]);
        Assert.Contains($"{share} % of the relevance for mass lies inside the mask", view.Output, StringComparison.Ordinal);

        static bool Inside(int x, int y) => ((x - 40) * (x - 40)) + ((y - 20) * (y - 20)) < 64;
        static int Bright(int x, int y) => Inside(x, y) ? 190 : 90 + ((x + y) % 5);
    }

    [Fact]
    public void An_image_of_another_size_is_made_to_fit()
    {
        using TemporaryFolder folder = new();
        RasterImage.FromPixels(200, 100, new byte[3 * 200 * 100]).SavePng(folder["wide.png"]);
        Assert.Contains("── wide.png (200 × 100 made 64 × 64)", Sample.Patches.Run(folder["wide.png"]).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Usage, "--mask: needed one image that it belongs to", "--mask", "mask.png")]
    [InlineData(Usage, "--target all: needed one target", "--target", "all")]
    [InlineData(Usage, "needed predicted, all, one of no mass (0), mass (1)", "--target", "tumour")]
    [InlineData(Usage, "no option '--masks'", "--masks", "mask.png")]
    [InlineData(Runtime, "/no/such/folder", "--model", "/no/such/folder")]
    [InlineData(Runtime, "/no/such.png", "/no/such.png")]
    public void What_makes_no_sense_is_told_in_one_line(int exitCode, string message, params string[] arguments)
    {
        SampleRun run = Sample.Patches.Run(arguments);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mask_of_another_size_is_refused()
    {
        using TemporaryFolder folder = new();
        Save(folder["own.png"], (_, _) => 90);
        RasterImage.FromPixels(10, 10, new byte[300]).SavePng(folder["mask.png"]);
        SampleRun run = Sample.Patches.Run(folder["own.png"], "--mask", folder["mask.png"]);
        Assert.Equal(Usage, run.ExitCode);
        Assert.Contains("the mask is 10 × 10, the image 64 × 64", run.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void Help_is_as_recorded()
    {
        SampleRun run = Sample.Patches.Run("--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Verify(run.Output);
    }

    private static void Save(string path, Func<int, int, int> brightness)
    {
        byte[] pixels = [.. Enumerable.Range(0, 3 * 64 * 64).Select(i => (byte)brightness(i / 3 % 64, i / 3 / 64))];
        RasterImage.FromPixels(64, 64, pixels).SavePng(path);
    }

    [GeneratedRegex("<figcaption>")]
    private static partial Regex Caption();
}
