using System.Diagnostics.CodeAnalysis;
using System.Text;
using LrpGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LrpGen.Documentation.Tests;

/// <summary>The classes that the generator makes of the models that the pages use.</summary>
internal static class ModelFiles
{
    /// <summary>The root namespace of the project that a reader is in.</summary>
    public const string Namespace = "MyApp";

    // A model's path in the reader's project, where it lies in the repository, and the item's metadata.
    private static readonly (string Path, string Source, (string Key, string Value)[] Metadata)[] Models =
    [
        ("models/hate-xlmr-mini/config.json", "models/hate-xlmr-mini", [("Methods", "attnlrp|gamma(0.25)+cplrp|gradient"), ("EmbedWeights", "true")]),
        ("models/digits-cnn/layers.json", "models/digits-cnn", [("Methods", "epsilon-plus-flat|epsilon-plus|gradient-x-input")]),
        ("models/breast-cancer-mlp/layers.json", "models/breast-cancer-mlp", []),
        ("models/photos/layers.json", "tests/golden/resnet-block", [("ClassName", "Photos"), ("Methods", "epsilon-gamma-box(-3, 3)")]),
        ("models/photo-vit/config.json", "tests/golden/vit-imgcls", []),
    ];

    private static readonly CSharpParseOptions Parse = new(LanguageVersion.Latest);

    public static IReadOnlyList<SyntaxTree> Generate()
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new LrpGenerator().AsSourceGenerator()],
            [.. Models.Select(model => new DescriptionFile(
                "/project/" + model.Path, File.ReadAllText(Repository.PathOf(model.Source, Path.GetFileName(model.Path)))))],
            Parse,
            new Options());
        GeneratorRunResult result = driver.RunGenerators(CSharpCompilation.Create("Models")).GetRunResult().Results[0];
        Assert.Empty(result.Diagnostics.Select(diagnostic => diagnostic.ToString()));
        return [.. result.GeneratedSources.Select(source => CSharpSyntaxTree.ParseText(source.SourceText, Parse, source.HintName))];
    }

    /// <summary>What the build embeds where an item says <c>EmbedWeights</c>.</summary>
    public static IEnumerable<ResourceDescription> Embedded() =>
        from model in Models
        where model.Metadata.Contains(("EmbedWeights", "true"))
        from file in (string[])["model.safetensors", "tokenizer.json"]
        select new ResourceDescription(
            $"LrpGen/{Path.GetDirectoryName(model.Path)}/{file}", () => File.OpenRead(Repository.PathOf(model.Source, file)), isPublic: true);

    /// <summary>Lays the models' folders out as they lie in the reader's project.</summary>
    public static void CopyTo(string project)
    {
        foreach ((string path, string source, _) in Models)
        {
            string folder = Path.Combine(project, Path.GetDirectoryName(path)!);
            Directory.CreateDirectory(folder);
            foreach (string file in Directory.EnumerateFiles(Repository.PathOf(source)))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            }
        }
    }

    private sealed class DescriptionFile(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text, Encoding.UTF8);
    }

    private sealed class Options : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } =
            new Values(new() { ["build_property.RootNamespace"] = Namespace, ["build_property.ProjectDir"] = "/project/" });

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Values([]);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
        {
            Dictionary<string, string> values = new() { ["build_metadata.AdditionalFiles.SourceItemGroup"] = "LrpModel" };
            foreach ((string key, string value) in Models.Single(model => "/project/" + model.Path == textFile.Path).Metadata)
            {
                values["build_metadata.AdditionalFiles." + key] = value;
            }

            return new Values(values);
        }

        private sealed class Values(Dictionary<string, string> values) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
        }
    }
}
