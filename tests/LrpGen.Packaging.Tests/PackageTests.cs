using System.IO.Compression;

namespace LrpGen.Packaging.Tests;

/// <summary>The packages, used as a user would use them.</summary>
public class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private const string Model = "<LrpModel Include=\"models/hate-xlmr-mini/config.json\" />";

    [Fact]
    public void LrpGen_holds_the_generator_and_its_build_files_and_no_library()
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(feed.Feed, $"LrpGen.{PackageFeed.Version}.nupkg"));
        string[] expected =
        [
            "LrpGen.nuspec", "README.md", "analyzers/dotnet/cs/LrpGen.Generator.dll", "build/LrpGen.props", "build/LrpGen.targets",
            "build/lrp.schema.json",
            "buildTransitive/LrpGen.props", "buildTransitive/LrpGen.targets", "lib/net10.0/_._",
        ];
        Assert.Equal(expected, package.Entries.Select(entry => entry.FullName).Where(IsContent).Order(StringComparer.Ordinal));

        using StreamReader nuspec = new(package.GetEntry("LrpGen.nuspec")!.Open());
        string text = nuspec.ReadToEnd();
        AssertNeeds(text, "LrpGen.Runtime");
        AssertNeeds(text, "LrpGen.Text");

        // What the packing tools add.
        static bool IsContent(string name) => !name.StartsWith("_rels/", StringComparison.Ordinal)
            && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml";
    }

    [Theory]
    [InlineData("LrpGen.Images")]
    [InlineData("LrpGen.Text")]
    public void A_package_needs_the_runtime_of_its_own_version(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(feed.Feed, $"{name}.{PackageFeed.Version}.nupkg"));
        using StreamReader nuspec = new(package.GetEntry($"{name}.nuspec")!.Open());
        AssertNeeds(nuspec.ReadToEnd(), "LrpGen.Runtime");
    }

    [Fact]
    public void A_fresh_project_compiles_the_model_and_sees_its_class()
    {
        string folder = feed.CreateProject("fresh-project", Model);
        Write(folder, "Program.cs", "using fresh_project; System.Console.WriteLine(\"type: \" + typeof(HateXlmrMini).FullName + \", public: \" + typeof(HateXlmrMini).IsPublic);");
        AssertPrints(folder, "type: fresh_project.HateXlmrMini, public: True");
    }

    [Fact]
    public void A_fresh_project_explains_a_text()
    {
        string folder = feed.CreateProject("Explains", Model);
        CopyModel(folder);
        Write(folder, "Program.cs", """
            using System;
            using System.Linq;
            using Explains;
            using LrpGen.Runtime;

            using var model = HateXlmrMini.Load("models/hate-xlmr-mini");
            TextExplanation why = model.Explain("I hope you all die, you filthy animals.");
            TextExplanation other = model.Explain("What a lovely morning, thank you.", HateXlmrMini.Label.Hate, new() { Method = HateXlmrMini.Methods.AttnLrp });
            Console.WriteLine("label: " + model.Labels[model.Predict("What a lovely morning, thank you.").PredictedLabel]);
            Console.WriteLine("tokens: " + (why.Tokens.Length > 8) + ", finite: " + why.Tokens.Concat(other.Tokens).All(token => float.IsFinite(token.Relevance)));
            """);
        CommandResult result = DotNet.Run(folder, "run");
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("label: not-hate", result.Output, StringComparison.Ordinal);
        Assert.Contains("tokens: True, finite: True", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("generator/LrpGen.Generator/README.md")]
    public void The_first_steps_of_a_readme_work_as_they_stand(string page)
    {
        string text = File.ReadAllText(Path.Combine(PackageFeed.Repository, page)).ReplaceLineEndings("\n");
        string name = "First" + page.Length, items = Block(text, "xml").Replace("Version=\"0.1.0\"", $"Version=\"{PackageFeed.Version}\"", StringComparison.Ordinal);
        string folder = feed.CreateProjectOf(name, $"<PropertyGroup><ImplicitUsings>enable</ImplicitUsings><RootNamespace>MyApp</RootNamespace></PropertyGroup>{items}");
        CopyModel(folder);
        Write(folder, "Program.cs", Block(text, "csharp"));
        CommandResult result = DotNet.Run(folder, "run");
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("explained", result.Output, StringComparison.Ordinal);

        static string Block(string page, string language) =>
            System.Text.RegularExpressions.Regex.Match(page, $"```{language}\n(.*?)```", System.Text.RegularExpressions.RegexOptions.Singleline).Groups[1].Value;
    }

    [Theory]
    [InlineData("docs/using.md", "run")]
    [InlineData("docs/how-to/asp-net.md", "build")]
    public void A_project_is_made_of_a_page_as_it_stands(string page, string command)
    {
        string text = File.ReadAllText(Path.Combine(PackageFeed.Repository, page)).ReplaceLineEndings("\n");
        string folder = feed.CreateProject("Page" + page.Length, Model);
        CopyModel(folder);
        Write(folder, $"Page{page.Length}.csproj", Block("xml").Replace("Version=\"0.1.0\"", $"Version=\"{PackageFeed.Version}\"", StringComparison.Ordinal));
        Write(folder, "Program.cs", Block("csharp"));
        CommandResult result = DotNet.Run(folder, command);
        Assert.True(result.ExitCode == 0, result.Output);

        string Block(string language) =>
            System.Text.RegularExpressions.Regex.Match(text, $"```{language}\n(.*?)```", System.Text.RegularExpressions.RegexOptions.Singleline).Groups[1].Value;
    }

    [Theory]
    [InlineData("LrpGen")]
    [InlineData("LrpGen.Images")]
    [InlineData("LrpGen.Runtime")]
    [InlineData("LrpGen.Text")]
    [InlineData("LrpGen.Text.Images")]
    public void Every_package_has_a_readme_and_says_where_it_comes_from(string name)
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(feed.Feed, $"{name}.{PackageFeed.Version}.nupkg"));
        Assert.NotNull(package.GetEntry("README.md"));
        using StreamReader nuspec = new(package.GetEntry($"{name}.nuspec")!.Open());
        string text = nuspec.ReadToEnd();
        Assert.Contains("<readme>README.md</readme>", text, StringComparison.Ordinal);
        Assert.Contains("<projectUrl>https://github.com/lrpgen/lrpgen</projectUrl>", text, StringComparison.Ordinal);
    }

    [Fact]
    public void With_EmbedWeights_the_program_needs_no_folder()
    {
        string folder = feed.CreateProject("Embeds", "<LrpModel Include=\"models/*/config.json;models/*/layers.json\" EmbedWeights=\"true\" />");
        Directory.CreateDirectory(Path.Combine(folder, "models", "digits-cnn"));
        foreach (string file in (string[])["hate-xlmr-mini/model.safetensors", "hate-xlmr-mini/tokenizer.json", "digits-cnn/layers.json", "digits-cnn/model.safetensors"])
            File.Copy(Path.Combine(PackageFeed.Repository, "models", file), Path.Combine(folder, "models", file));
        Write(folder, "Program.cs", """
            using System;
            using Embeds;
            using var text = HateXlmrMini.Load();
            Console.WriteLine("text: " + text.Explain("I hope you all die, you filthy animals.").PredictedLabel + ", " + text.Identity[..20]);
            using var array = DigitsCnn.Load();
            Console.WriteLine("array: " + array.Explain(new float[28 * 28]).Labels.Length + ", " + array.Identity[..17]);
            """);
        string program = Path.Combine(folder, "published");
        CommandResult published = DotNet.Run(folder, "publish", "-o", program);
        Assert.True(published.ExitCode == 0, published.Output);
        Directory.Delete(Path.Combine(folder, "models"), recursive: true);
        CommandResult result = DotNet.Run(Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName, Path.Combine(program, "Embeds.dll"));
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains("text: 1, HateXlmrMini sha256:", result.Output, StringComparison.Ordinal);
        Assert.Contains("array: 10, DigitsCnn sha256:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Packed_weights_are_embedded_where_they_are_there()
    {
        string folder = feed.CreateProject("EmbedsPacked", "<LrpModel Include=\"models/hate-xlmr-mini/config.json\" EmbedWeights=\"true\" />");
        foreach (string file in (string[])["model.safetensors", "model.lrpw", "sentencepiece.bpe.model"])
            Write(Path.Combine(folder, "models", "hate-xlmr-mini"), file, "not read");
        Write(folder, "Program.cs", """
            System.Console.WriteLine("resources: " + string.Join(";", typeof(EmbedsPacked.HateXlmrMini).Assembly.GetManifestResourceNames()));
            """);
        AssertPrints(folder, "resources: LrpGen/models/hate-xlmr-mini/model.lrpw;LrpGen/models/hate-xlmr-mini/sentencepiece.bpe.model");
    }

    [Theory]
    [InlineData("tokenizer.json tokenizer_config.json special_tokens_map.json", "vocab.txt vocab.json merges.txt added_tokens.json spiece.model README.md")]
    [InlineData("vocab.txt tokenizer_config.json special_tokens_map.json added_tokens.json", "README.md")]
    [InlineData("vocab.json merges.txt tokenizer_config.json", "README.md")]
    [InlineData("spiece.model tokenizer.model sentencepiece.bpe.model", "optimizer.pt")]
    public void Of_a_tokenizer_every_file_is_embedded_that_is_read(string read, string others)
    {
        string folder = feed.CreateProject($"EmbedsTokenizer{read.Length}", "<LrpModel Include=\"models/hate-xlmr-mini/config.json\" EmbedWeights=\"true\" />");
        foreach (string file in $"model.safetensors {read} {others}".Split(' ')) Write(Path.Combine(folder, "models", "hate-xlmr-mini"), file, "not read");
        Write(folder, "Program.cs", $"""
            using System.Linq;
            System.Console.WriteLine("resources: " + string.Join(" ", typeof(EmbedsTokenizer{read.Length}.HateXlmrMini).Assembly.GetManifestResourceNames().Select(name => name["LrpGen/models/hate-xlmr-mini/".Length..]).Order(System.StringComparer.Ordinal)));
            """);
        AssertPrints(folder, $"resources: {string.Join(' ', $"model.safetensors {read}".Split(' ').Order(StringComparer.Ordinal))}");
    }

    [Fact]
    public void Weights_that_cannot_be_embedded_fail_the_build()
    {
        string folder = feed.CreateProject("EmbedsNothing", "<LrpModel Include=\"models/hate-xlmr-mini/config.json\" EmbedWeights=\"true\" />");
        Write(folder, "Program.cs", "System.Console.WriteLine();");
        CommandResult result = DotNet.Run(folder, "build");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error LRP0001: LrpModel EmbedWeights=\"true\": there are no weights at '", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void LrpGen_Runtime_is_a_library_without_the_generator_that_helped_to_build_it()
    {
        using ZipArchive package = ZipFile.OpenRead(Path.Combine(feed.Feed, $"LrpGen.Runtime.{PackageFeed.Version}.nupkg"));
        Assert.Contains("lib/net10.0/LrpGen.Runtime.dll", package.Entries.Select(entry => entry.FullName));
        Assert.DoesNotContain(package.Entries, entry => entry.FullName.Contains("Microkernels", StringComparison.OrdinalIgnoreCase)
            || entry.FullName.StartsWith("analyzers/", StringComparison.Ordinal));
        using StreamReader nuspec = new(package.GetEntry("LrpGen.Runtime.nuspec")!.Open());
        Assert.DoesNotContain("Microkernels", nuspec.ReadToEnd(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Metadata_reaches_the_generator()
    {
        string folder = feed.CreateProject("Metadata", "<LrpModel Include=\"models/hate-xlmr-mini/config.json\" ClassName=\"Hate\" Namespace=\"Acme.Models\" Visibility=\"internal\" EmbedWeights=\"true\" />");
        File.Copy(Path.Combine(PackageFeed.Repository, "models", "hate-xlmr-mini", "model.safetensors"), Path.Combine(folder, "models", "hate-xlmr-mini", "model.safetensors"));
        Write(folder, "Program.cs", """
            System.Type type = typeof(Acme.Models.Hate);
            System.Console.WriteLine("public: " + type.IsPublic + ", resources: " + string.Join(";", type.Assembly.GetManifestResourceNames()));
            """);
        AssertPrints(folder, "public: False, resources: LrpGen/models/hate-xlmr-mini/model.safetensors");
    }

    [Fact]
    public void A_mistake_in_the_description_fails_the_build_at_its_place()
    {
        string folder = feed.CreateProject("Mistake", Model);
        Write(folder, "Program.cs", "System.Console.WriteLine();");
        string config = Path.Combine(folder, "models", "hate-xlmr-mini", "config.json");
        File.WriteAllText(config, File.ReadAllText(config).Replace("\"num_attention_heads\": 4", "\"num_atention_heads\": 4", StringComparison.Ordinal));
        CommandResult result = DotNet.Run(folder, "build");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains($"{config}(28,3): error LRP0107: Unknown key 'num_atention_heads'; did you mean 'num_attention_heads'?", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_fails_the_build()
    {
        string folder = feed.CreateProject("Missing", "<LrpModel Include=\"models/other/config.json\" />");
        Write(folder, "Program.cs", "System.Console.WriteLine();");
        CommandResult result = DotNet.Run(folder, "build");
        Assert.NotEqual(0, result.ExitCode);
        Assert.Contains("error LRP0001: LrpModel Include=\"models/other/config.json\": there is no such file", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("linux-x64", "", "LrpGen: compiling for x86-64-v3")]
    [InlineData("win-x64", "", "LrpGen: compiling for x86-64-v3")]
    [InlineData("linux-arm64", "", null)]
    [InlineData("linux-x64", "x86-64-v4", null)]
    public void NativeAOT_for_x64_gets_vectors_unless_the_user_chose(string runtime, string instructionSet, string? message)
    {
        string folder = feed.CreateProject($"Aot-{runtime}-{instructionSet}", Model);
        CommandResult restore = DotNet.Run(folder, "restore");
        Assert.True(restore.ExitCode == 0, restore.Output);
        CommandResult result = DotNet.Run(
            folder, "msbuild", "-t:LrpGenChooseInstructionSet", "-p:PublishAot=true", $"-p:RuntimeIdentifier={runtime}", $"-p:IlcInstructionSet={instructionSet}");
        Assert.True(result.ExitCode == 0, result.Output);
        if (message is null)
            Assert.DoesNotContain("LrpGen:", result.Output, StringComparison.Ordinal);
        else
            Assert.Contains(message, result.Output, StringComparison.Ordinal);
    }

    private static void CopyModel(string folder)
    {
        foreach (string file in (string[])["model.safetensors", "tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "sentencepiece.bpe.model"])
            File.Copy(Path.Combine(PackageFeed.Repository, "models", "hate-xlmr-mini", file), Path.Combine(folder, "models", "hate-xlmr-mini", file));
    }

    private static void Write(string folder, string file, string text) => File.WriteAllText(Path.Combine(folder, file), text);

    private static void AssertPrints(string folder, string line)
    {
        CommandResult result = DotNet.Run(folder, "run");
        Assert.True(result.ExitCode == 0, result.Output);
        Assert.Contains(line, result.Output, StringComparison.Ordinal);
    }

    // Exactly: generated code and the runtime's insides are made for each other.
    private static void AssertNeeds(string nuspec, string package)
        => Assert.Contains($"<dependency id=\"{package}\" version=\"[{PackageFeed.Version}]\"", nuspec, StringComparison.Ordinal);
}
