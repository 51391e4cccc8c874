using System.Collections.Concurrent;
using LrpGen.Generator;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.Specs;

namespace LrpGen.Conformance.Tests;

/// <summary>The generated class of a description in <c>tests/faults</c>.</summary>
internal static class CompiledFault
{
    private static readonly ConcurrentDictionary<string, Lazy<Type>> Compiled = new();

    /// <summary>A folder of <c>tests/faults</c>.</summary>
    public static string Folder(string name) => Path.Combine(GoldenCase.RepositoryRoot, "tests", "faults", name);

    /// <summary>The class of a folder's <c>config.json</c> or layer graph; compiled once.</summary>
    public static Type TypeOf(string name) => Compiled.GetOrAdd(name, _ => new Lazy<Type>(() => Compile(name))).Value;

    private static Type Compile(string name)
    {
        string config = Path.Combine(Folder(name), "config.json");
        if (!File.Exists(config))
        {
            return CompiledGraph.Compile(name.Replace('/', '.'), File.ReadAllText(Assert.Single(Directory.GetFiles(Folder(name), "*" + LayerGraphReader.FileEnding))));
        }

        ReadResult read = SpecReader.Read(config, File.ReadAllText(config));
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        CompileResult result = Compiler.Compile(new ModelRequest("config.json", "GoldenModel", "Golden", "attnlrp", "public", false, config), read.Spec);
        return GeneratedAssembly.Of("Faults." + name, result.Files).GetType("Golden.GoldenModel")!;
    }
}
