using LrpGen.Generator.Diagnostics;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator;

/// <summary>A C# file to add to the user's compilation.</summary>
internal sealed record GeneratedFile(string HintName, string Text);

/// <summary>All files of one model, and what is wrong with the request.</summary>
internal sealed record CompileResult(EquatableArray<GeneratedFile> Files, EquatableArray<DiagnosticInfo> Diagnostics);
