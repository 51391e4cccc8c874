using System.Collections.Immutable;
using System.Reflection;
using System.Text.RegularExpressions;
using Digits;
using HateSpeech;
using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples.Tests;

/// <summary>What the documentation shows is true.</summary>
public partial class ReadmeTests
{
    private static readonly string Root = Metadata("RepositoryRoot");

    private static readonly string[] AllPages =
        [
            "README.md",
            "CONTRIBUTING.md",
            .. Directory.EnumerateFiles(Path.Combine(Root, "docs"), "*.md", SearchOption.AllDirectories)
                .Select(page => Path.GetRelativePath(Root, page).Replace('\\', '/')).Order(StringComparer.Ordinal),
        ];

    public static TheoryData<string> Pages => [.. AllPages];

    [Fact]
    public void The_code_of_the_readme_runs()
    {
        string folder = Sample.HateSpeech.ModelFolder;

        using var model = HateXlmrMini.Load(folder);
        TextExplanation why = model.Explain("some text", HateXlmrMini.Label.Hate);
        Console.Write(why.ToAnsi());
        File.WriteAllText("why.html", why.ToHtml());
        foreach (WordRelevance word in why.TopWords(3))
        {
            Console.WriteLine($"{why.TextOf(word)} {word.Relevance:+0.00;-0.00}");
        }

        string source = File.ReadAllText(Path.Combine(Root, "tests", "LrpGen.Samples.Tests", "ReadmeTests.cs"));
        Assert.Contains(Block("csharp", 0), Unindented(source), StringComparison.Ordinal);
    }

    [Fact]
    public void The_code_of_the_guide_to_arrays_runs()
    {
        string here = Directory.GetCurrentDirectory();
        using TemporaryFolder folder = new();
        try
        {
            // The guide's paths are relative.
            Directory.SetCurrentDirectory(folder.Name);
            File.Copy(Path.Combine(Sample.Digits.ModelFolder, "samples", "3a.png"), "3.png");
            Directory.CreateSymbolicLink("models", Path.Combine(Root, "models"));
            Guide();
            Assert.All((string[])["relevance.png", "why.png", "why.html"], file => Assert.True(new FileInfo(file).Length > 0));
        }
        finally
        {
            Directory.SetCurrentDirectory(here);
        }

        string source = Unindented(File.ReadAllText(Path.Combine(Root, "tests", "LrpGen.Samples.Tests", "ReadmeTests.cs")));
        foreach (Match block in Regex.Matches(Regex.Match(Page("docs/using.md"), "## Images and tables\n(.*?)\n## ", RegexOptions.Singleline).Value, "```csharp\n(.*?)\n```", RegexOptions.Singleline))
        {
            Assert.Contains(block.Groups[1].Value, source, StringComparison.Ordinal);
        }

        static void Guide()
        {
            using var model = DigitsCnn.Load("models/digits-cnn");
            ImageInput input = ImageInput.Load("3.png", new() { Width = 28, Height = 28 });

            ArrayPrediction said = model.Predict(input.Values.AsSpan());
            ArrayExplanation why = model.Explain(input.Values.AsSpan());
            ArrayExplanation contrast = model.Explain(input.Values.AsSpan(), DigitsCnn.Label.Label3, DigitsCnn.Label.Label8);
            ImmutableArray<ArrayExplanation> all = model.ExplainAllLabels(input.Values.AsSpan(), DigitsCnn.Methods.EpsilonPlusFlat);
            Assert.Equal(("3", "3 − 8", 10), (said.Predicted.Name, contrast.Target.Description, all.Length));

            why.ToHeatMap(new() { Colors = ColorMap.Of("coldnhot") }).SavePng("relevance.png");
            why.ToSideBySide().SavePng("why.png");
            Console.Write(why.ToImageAnsi(AnsiOptions.FromEnvironment(isTerminal: true, width: 80)));
            using StreamWriter page = new("why.html");
            ImageReport.Write(all, page, new() { Title = "One picture a label" });
        }
    }

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
        foreach (string line in Block("csharp", 1).Split('\n'))
        {
            int found = generated.IndexOf(line + "\n", at, StringComparison.Ordinal);
            Assert.True(found >= 0, $"README.md shows a line that is not generated, or in another order: {line}");
            at = found + line.Length;
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_link_leads_to_a_file(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(Root, page))!;
        string[] broken =
            [
                .. Links().Matches(File.ReadAllText(Path.Combine(Root, page)))
                    .Select(link => link.Groups[1].Value.Split('#')[0])
                    .Where(link => link.Length > 0 && !link.Contains("://", StringComparison.Ordinal))
                    .Where(link => !Path.Exists(Path.Combine(folder, link))),
            ];
        Assert.Empty(broken);
    }

    [Fact]
    public void Every_page_can_be_reached_from_the_index()
    {
        // Diagnostics have an index of their own.
        string index = File.ReadAllText(Path.Combine(Root, "docs", "README.md"));
        string[] missing =
            [
                .. AllPages
                    .Where(page => page.StartsWith("docs/", StringComparison.Ordinal) && page != "docs/README.md" && !page.StartsWith("docs/diagnostics/LRP", StringComparison.Ordinal))
                    .Where(page => !index.Contains($"({page["docs/".Length..]})", StringComparison.Ordinal)),
            ];
        Assert.Empty(missing);
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

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();
}
