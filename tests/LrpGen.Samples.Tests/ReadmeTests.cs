using System.Reflection;
using System.Text.RegularExpressions;
using LrpGen.Images;

namespace LrpGen.Samples.Tests;

/// <summary>What the readme shows is what the samples show. Its programs are in LrpGen.Documentation.Tests.</summary>
public partial class ReadmeTests
{
    private static readonly string Root = Metadata("RepositoryRoot");

    [Fact]
    public void The_picture_of_the_readme_is_what_its_command_draws()
    {
        using TemporaryFolder folder = new();
        Sample.Digits.Run(Path.Combine(Root, "models", "digits-cnn", "samples", "3a.png"), "--target", "all", "--png", folder["digits.png"]);
        RasterImage shown = RasterImage.FromPng(File.ReadAllBytes(Path.Combine(Root, "docs", "images", "digits.png")));
        RasterImage drawn = RasterImage.FromPng(File.ReadAllBytes(folder["digits.png"]));
        Assert.Equal((shown.Width, shown.Height), (drawn.Width, drawn.Height));

        // Vectors of another width round differently: a colour may be the next one.
        for (int i = 0; i < shown.Pixels.Length; i++) Assert.InRange(drawn.Pixels[i] - shown.Pixels[i], -2, 2);
    }

    [Fact]
    public void The_view_of_the_readme_is_what_the_command_above_it_says()
    {
        string text = Regex.Match(Block("sh", 0), "\"(.*)\"").Groups[1].Value;
        Assert.StartsWith(Block("text", 0), Sample.HateSpeech.Run(text).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_generated_code_of_the_readme_is_generated()
    {
        string folder = Path.Combine(Root, "samples", "HateSpeech", "obj", Metadata("Configuration"), "net10.0", "generated");
        string file = Directory.EnumerateFiles(folder, "HateSpeech.HateXlmrMini.Layer00.g.cs", SearchOption.AllDirectories).First();
        string generated = Unindented(File.ReadAllText(file));
        int at = 0;
        foreach (string line in Block("csharp excerpt", 0).Split('\n'))
        {
            int found = generated.IndexOf(line + "\n", at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"README.md shows a line that is not generated, or in another order: {line}");
            at = found + line.Length;
        }
    }

    private static string Block(string language, int index)
    {
        return Unindented(Regex.Matches(Page("README.md"), $"```{language}\n(.*?)\n```", RegexOptions.Singleline)[index].Groups[1].Value);
    }

    private static string Page(string name) => File.ReadAllText(Path.Combine(Root, name));

    private static string Unindented(string text) => LineStarts().Replace(text, "");

    private static string Metadata(string key)
        => typeof(ReadmeTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    [GeneratedRegex("^ +", RegexOptions.Multiline)]
    private static partial Regex LineStarts();
}
