using LrpGen.Generator;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Conformance.Tests;

/// <summary>Generates the code of a layer graph, and compiles it.</summary>
internal static class CompiledGraph
{
    /// <summary>The generated class of a layer graph.</summary>
    /// <param name="name">Of the assembly.</param>
    /// <param name="text">Text of the <c>*.lrp.json</c> file.</param>
    public static Type Compile(string name, string text)
    {
        LayerGraphResult read = LayerGraphReader.Read(name, text);
        Assert.True(read.Spec is not null, string.Join("\n", read.Diagnostics.Select(d => d.ToDiagnostic().ToString())));
        CompileResult result = Compiler.Compile(new ModelRequest("layers.json", "GoldenModel", "Golden", "", "public", false, name), read.Spec);
        Assert.Empty(result.Diagnostics.Select(d => d.ToDiagnostic().ToString()));
        return GeneratedAssembly.Of("Golden." + name, result.Files).GetType("Golden.GoldenModel")!;
    }
}
