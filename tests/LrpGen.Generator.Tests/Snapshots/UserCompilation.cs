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

    /// <summary>Warnings and errors of the files, with what the user wrote beside them, and of the assembly that they become.</summary>
    public static IReadOnlyList<string> Compile(IEnumerable<GeneratedFile> files, string user = "")
    {
        using MemoryStream assembly = new();
        using MemoryStream documentation = new();
        EmitResult result = Create(files, user).Emit(assembly, xmlDocumentationStream: documentation);
        return Texts(result.Diagnostics);
    }

    /// <summary>The same without an assembly: for many models at once.</summary>
    public static IReadOnlyList<string> Check(IEnumerable<GeneratedFile> files, string user = "") => Texts(Create(files, user).GetDiagnostics());

    /// <summary>A project of the files, and of what the user wrote beside them.</summary>
    public static CSharpCompilation Create(IEnumerable<GeneratedFile> files, string user = "")
    {
        CSharpParseOptions parse = new(LanguageVersion.Latest, DocumentationMode.Diagnose);
        return CSharpCompilation.Create(
            "User",
            [.. files.Select(file => CSharpSyntaxTree.ParseText(file.Text, parse, file.HintName)), CSharpSyntaxTree.ParseText(user, parse, "User.cs")],
            References,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary,
                nullableContextOptions: NullableContextOptions.Enable,
                generalDiagnosticOption: ReportDiagnostic.Error,
                warningLevel: 9999));
    }

    private static IReadOnlyList<string> Texts(IEnumerable<Diagnostic> diagnostics)
        => [.. diagnostics.Where(diagnostic => diagnostic.Severity > DiagnosticSeverity.Hidden).Select(diagnostic => diagnostic.ToString())];
}
