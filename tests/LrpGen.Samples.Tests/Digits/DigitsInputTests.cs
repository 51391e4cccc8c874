using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples.Tests;

/// <summary>A digit of any size, in any ink, is read as the model knows digits.</summary>
public class DigitsInputTests
{
    public static TheoryData<string> Digits => ["0a", "2b", "3a", "4c", "5b", "6a", "8b"];

    [Theory]
    [MemberData(nameof(Digits))]
    public void Dark_ink_on_a_large_sheet_is_read_as_well(string name)
    {
        using TemporaryFolder folder = new();
        RasterImage drawn = RasterImage.FromPng(File.ReadAllBytes(Path.Combine(Sample.Digits.ModelFolder, "samples", $"{name}.png")));

        // Seven times as large, blue on a sheet of 400 × 300, near a corner.
        var sheet = new byte[3 * 400 * 300];
        Array.Fill(sheet, (byte)250);
        for (int i = 0; i < 196 * 196; i++)
        {
            (int x, int y) = (i % 196, i / 196);
            int at = 3 * (((y + 90) * 400) + x + 190);
            byte ink = drawn[x / 7, y / 7].Red;
            (sheet[at], sheet[at + 1], sheet[at + 2]) = ((byte)(250 - (ink * 240 / 255)), (byte)(250 - (ink * 220 / 255)), (byte)(250 - (ink * 100 / 255)));
        }

        RasterImage.FromPixels(400, 300, sheet).SavePng(folder["photo.png"]);
        SampleRun run = Sample.Digits.Run(folder["photo.png"]);
        Assert.Contains("── photo.png (400 × 300 made 28 × 28, dark ink made bright)", run.Output, StringComparison.Ordinal);
        Assert.Contains($"predicted {name[0]} ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_the_models_size_is_taken_as_it_is()
    {
        using TemporaryFolder folder = new();
        byte[] pixels = new byte[3 * 28 * 28];
        for (int i = 0; i < pixels.Length; i++) pixels[i] = (byte)(i / 3 % 200);
        RasterImage.FromPixels(28, 28, pixels).SavePng(folder["grey.png"]);
        ArrayExplanation why = ArrayExplanation.FromJson(Sample.Digits.Run(folder["grey.png"], "--json").Output);
        Assert.Equal(Enumerable.Range(0, 784).Select(i => i % 200 / 255f), why.Input);
    }

    [Fact]
    public void Ink_can_be_said()
    {
        using TemporaryFolder folder = new();
        RasterImage.FromPixels(28, 28, new byte[3 * 28 * 28]).SavePng(folder["black.png"]);
        Assert.All(ArrayExplanation.FromJson(Sample.Digits.Run(folder["black.png"], "--json").Output).Input, value => Assert.Equal(0, value));
        Assert.All(ArrayExplanation.FromJson(Sample.Digits.Run(folder["black.png"], "--json", "--ink", "dark").Output).Input, value => Assert.Equal(1, value));
    }
}
