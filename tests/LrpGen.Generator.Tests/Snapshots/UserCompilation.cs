using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Emit;

namespace LrpGen.Generator.Tests.Snapshots;

/// <summary>
/// Compiles generated code as the strictest user would: nullable on, documentation checked, every warning an error, and
/// no implicit usings.
/// </summary>
internal static class UserCompilation
{
    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];

    /// <summary>Warnings and errors of the files, with what the user wrote beside them.</summary>
    public static IReadOnlyList<string> Compile(IEnumerable<GeneratedFile> files, string user = "")
    {
        CSharpParseOptions parse = new(LanguageVersion.Latest, DocumentationMode.Diagnose);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "User",
            [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parse, file.HintName)), CSharpSyntaxTree.ParseText(user, parse, "User.cs")],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Error,
                warningLevel: 9999));
        using MemoryStream assembly = new();
        using MemoryStream documentation = new();
        EmitResult result = compilation.Emit(assembly, xmlDocumentationStream: documentation);
        return [.. result.Diagnostics.Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden).Select(diagnostic => diagnostic.ToString())];
    }
}
