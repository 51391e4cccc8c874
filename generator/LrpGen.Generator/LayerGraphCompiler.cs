using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator;

/// <summary>Layer graph and request in, C# out.</summary>
internal static class LayerGraphCompiler
{
    // MINIMAL BODY: reports that layer graphs are not compiled yet; the stages behind the reader go here.
    public static CompileResult Compile(ModelRequest request, LayerGraphSpec spec) =>
        new([], [DiagnosticInfo.Create(DiagnosticCatalog.NotCompiledYet, request.Path, $"layer graph '{spec.Name}'")]);
}
