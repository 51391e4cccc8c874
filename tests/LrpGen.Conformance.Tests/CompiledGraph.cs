using LrpGen.Generator;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Conformance.Tests;

/// <summary>Generates the code of a layer graph, and compiles it.</summary>
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
        return GeneratedAssembly.Of("Golden." + name, result.Files).GetType("Golden.GoldenModel")!;
    }
}
