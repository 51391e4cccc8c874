using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace LrpGen.Generator.Tests;

/// <summary>A description as the compiler sees it.</summary>
internal sealed class DescriptionFile(string path, string? text) : AdditionalText
{
    public override string Path => path;

    public override SourceText? GetText(CancellationToken cancellationToken = default) =>
        text is null ? null : SourceText.From(text, Encoding.UTF8);
}

/// <summary>Properties and metadata as <c>LrpGen.props</c> makes them visible.</summary>
internal sealed class BuildOptions(Dictionary<string, string> metadata, string projectFolder) : AnalyzerConfigOptionsProvider
{
    private readonly Options global = new(new() { ["build_property.RootNamespace"] = "My.App", ["build_property.ProjectDir"] = projectFolder });

    /// <summary>Metadata by path and name, for instance <c>/project/a.json#ClassName</c>.</summary>
    public Dictionary<string, string> Metadata => metadata;

    public override AnalyzerConfigOptions GlobalOptions => global;

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options([]);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile)
    {
        Dictionary<string, string> values = new() { ["build_metadata.AdditionalFiles.SourceItemGroup"] = "LrpModel" };
        foreach ((string key, string value) in metadata)
        {
            string[] parts = key.Split('#');
            if (parts[0] == textFile.Path)
                values["build_metadata.AdditionalFiles." + parts[1]] = value;
        }

        return new Options(values);
    }

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}

/// <summary>Runs the generator over descriptions, again and again, as an IDE does.</summary>
internal sealed class GeneratorHost
{
    private readonly Dictionary<string, DescriptionFile> files = [];
    private GeneratorDriver driver;
    private CSharpCompilation compilation = CSharpCompilation.Create(
        "user",
        [CSharpSyntaxTree.ParseText("class A { }")],
        [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

    public GeneratorHost(Dictionary<string, string>? metadata = null, string projectFolder = "/project/") => driver = CSharpGeneratorDriver.Create(
        [new LrpGenerator().AsSourceGenerator()],
        optionsProvider: new BuildOptions(metadata ?? [], projectFolder),
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    public Compilation Output { get; private set; } = null!;

    public GeneratorRunResult Result => driver.GetRunResult().Results[0];

    public ImmutableArray<Diagnostic> Diagnostics => Result.Diagnostics;

    /// <summary>Adds or replaces a description and runs.</summary>
    public GeneratorHost Put(string path, string? text)
    {
        DescriptionFile file = new(path, text);
        driver = files.TryGetValue(path, out DescriptionFile? before)
            ? driver.ReplaceAdditionalText(before, file)
            : driver.AddAdditionalTexts([file]);
        files[path] = file;
        return Run();
    }

    public GeneratorHost EditSource()
    {
        compilation = compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class B { }"));
        return Run();
    }

    /// <summary>Whether the last run computed anything new in that step.</summary>
    public bool Ran(string step) => Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs)
        && runs.SelectMany(run => run.Outputs).Any(output => output.Reason is IncrementalStepRunReason.New or IncrementalStepRunReason.Modified);

    /// <summary>How many outputs of the step were not taken from the run before.</summary>
    public int Computed(string step) => !Result.TrackedSteps.TryGetValue(step, out ImmutableArray<IncrementalGeneratorRunStep> runs)
        ? 0
        : runs.SelectMany(run => run.Outputs).Count(output => output.Reason is not (IncrementalStepRunReason.Cached or IncrementalStepRunReason.Removed));

    private GeneratorHost Run()
    {
        driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out Compilation output, out _);
        Output = output;
        return this;
    }
}
