using System.Collections.Concurrent;
using LrpGen.Generator;
using LrpGen.Generator.Reading.Specs;
using LrpGen.Text;

namespace LrpGen.Conformance.Tests;

/// <summary>Generates the code of a case, compiles it and loads it: the way from a description to a running model.</summary>
internal static class CompiledCase
{
    private static readonly ConcurrentDictionary<(string, bool), Lazy<Type>> Compiled = new();

    /// <summary>Loads a case's model; the code is compiled once.</summary>
    /// <param name="golden">The case.</param>
    /// <param name="options">Threads and width. Most cases are token ids.</param>
    /// <param name="allRows">
    /// Whether the last layer computes all rows, which references of hidden values and attention ask for; otherwise it
    /// computes the row that the classifier reads, as users get it.
    /// </param>
    /// <param name="folder">Where the weights lie, if not with the case.</param>
    public static TextClassifier Load(GoldenCase golden, TextClassifierOptions options, bool allRows = false, string? folder = null)
        => GeneratedAssembly.Load<TextClassifier>(TypeOf(golden, allRows), folder ?? golden.ModelFolder, options with { TokenIdsOnly = !File.Exists(Path.Combine(folder ?? golden.ModelFolder, "tokenizer.json")) });

    /// <summary>Packs a case's weights.</summary>
    public static void Pack(GoldenCase golden, string path)
        => GeneratedAssembly.Pack(TypeOf(golden, allRows: false), golden.ModelFolder, path);

    private static Type TypeOf(GoldenCase golden, bool allRows)
        => Compiled.GetOrAdd((golden.Folder, allRows), _ => new Lazy<Type>(() => Compile(golden, allRows))).Value;

    private static Type Compile(GoldenCase golden, bool allRows)
    {
        string path = Path.Combine(golden.ModelFolder, "config.json");
        ReadResult read = SpecReader.Read(path, File.ReadAllText(path));
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        string methods = string.Join(';', golden.References.Select(r => r.Relevance?.Method).OfType<string>().Distinct().DefaultIfEmpty("attnlrp"));
        CompileResult result = Compiler.Compile(new ModelRequest("config.json", "GoldenModel", "Golden", methods, "public", false, path, allRows), read.Spec);
        Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));

        return GeneratedAssembly.Of("Golden." + golden.Name, result.Files).GetType("Golden.GoldenModel")!;
    }
}
