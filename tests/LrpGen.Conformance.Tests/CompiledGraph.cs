using System.Reflection;
using LrpGen.Generator;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Runtime;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LrpGen.Conformance.Tests;

/// <summary>Generates the code of a layer graph, compiles it and loads it: the way from a description to a running model.</summary>
internal static class CompiledGraph
{
    /// <summary>The generated class of a layer graph.</summary>
    /// <param name="name">Of the assembly.</param>
    /// <param name="text">Text of the <c>*.lrp.json</c> file.</param>
    /// <param name="keep">Which methods are compiled; all unless given.</param>
    public static Type Compile(string name, string text, Func<GraphMethodSpec, bool>? keep = null)
    {
        LayerGraphResult read = LayerGraphReader.Read(name, text);
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        LayerGraphSpec spec = keep is null ? read.Spec : read.Spec with { Methods = read.Spec.Methods.Where(keep).ToEquatableArray() };
        CompileResult result = LayerGraphCompiler.Compile(new ModelRequest("layers.json", "GoldenModel", "Golden", "", "public", false, name), spec);
        Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));

        CSharpParseOptions parse = new(LanguageVersion.Preview);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Golden." + name,
            result.Files.Select(f => CSharpSyntaxTree.ParseText(f.Text, parse, f.HintName)),
            ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, generalDiagnosticOption: ReportDiagnostic.Error));
        using MemoryStream assembly = new();
        EmitResult emitted = compilation.Emit(assembly);
        Assert.True(emitted.Success, string.Join("\n", emitted.Diagnostics.Take(20)));
        return Assembly.Load(assembly.ToArray()).GetType("Golden.GoldenModel")!;
    }

    /// <summary>A model of a generated class.</summary>
    /// <param name="type">The class.</param>
    /// <param name="weights">Folder or file of its weights.</param>
    /// <param name="width">Vector width.</param>
    public static ArrayClassifier Load(Type type, string weights, VectorWidth width)
        => (ArrayClassifier)type.GetMethod("Load", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [weights, 1, width])!;

    /// <summary>Packs the weights of a generated class into a file.</summary>
    /// <param name="type">The class.</param>
    /// <param name="weights">Folder or file of the checkpoint.</param>
    /// <param name="path">The file to write.</param>
    public static void Pack(Type type, string weights, string path)
        => type.GetMethod("Pack", BindingFlags.Public | BindingFlags.Static)!.Invoke(null, [weights, path]);
}
