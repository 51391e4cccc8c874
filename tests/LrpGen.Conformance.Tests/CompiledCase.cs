using System.Collections.Concurrent;
using System.Reflection;
using LrpGen.Generator;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LrpGen.Conformance.Tests;

/// <summary>Generates the code of a case, compiles it and loads it: the way from a description to a running model.</summary>
internal static class CompiledCase
{
    private static readonly ConcurrentDictionary<(string, bool), Lazy<Type>> Compiled = new();

    /// <summary>Loads a case's model; the code is compiled once.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="options">Threads and width.</param>
    /// <param name="allRows">
    /// Whether the last layer computes all rows, which references of hidden values and attention ask for; otherwise it
    /// computes the row that the classifier reads, as users get it.
    /// </param>
    /// <param name="folder">Where the weights lie, if not with the case.</param>
    public static TextClassifier Load(GoldenCase golden, TextClassifierOptions options, bool allRows = false, string? folder = null)
        => (TextClassifier)TypeOf(golden, allRows).GetMethod("Load", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [folder ?? golden.ModelFolder, options])!;

    /// <summary>Packs a case's weights.</summary>
    public static void Pack(GoldenCase golden, string path)
        => TypeOf(golden, allRows: false).GetMethod("Pack", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [golden.ModelFolder, path]);

    private static Type TypeOf(GoldenCase golden, bool allRows)
        => Compiled.GetOrAdd((golden.Folder, allRows), _ => new Lazy<Type>(() => Compile(golden, allRows))).Value;

    private static Type Compile(GoldenCase golden, bool allRows)
    {
        string path = Path.Combine(golden.ModelFolder, "config.json");
        ReadResult read = SpecReader.Read(path, File.ReadAllText(path));
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        string methods = string.Join(';', golden.References.Select(r => r.Relevance?.Method).OfType<string>().Distinct().DefaultIfEmpty("attnlrp"));
        CompileResult result = ModelCompiler.Compile(new ModelRequest("config.json", "GoldenModel", "Golden", methods, "public", false, path, allRows), read.Spec);
        Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));

        CSharpParseOptions parse = new(LanguageVersion.Preview);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Golden." + golden.Name,
            result.Files.Select(f => CSharpSyntaxTree.ParseText(f.Text, parse, f.HintName)),
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, generalDiagnosticOption: ReportDiagnostic.Error));
        using MemoryStream assembly = new();
        EmitResult emitted = compilation.Emit(assembly);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Take(20)));
        return Assembly.Load(assembly.ToArray()).GetType("Golden.GoldenModel")!;
    }

    private static IEnumerable<MetadataReference> References()
        => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(p => MetadataReference.CreateFromFile(p));
}
