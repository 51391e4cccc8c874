using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>What a layer graph says, and what is wrong with it. Without errors there is a spec, and only then.</summary>
internal sealed record LayerGraphResult(LayerGraphSpec? Spec, EquatableArray<DiagnosticInfo> Diagnostics);
