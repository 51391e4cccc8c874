using LrpGen.Generator.Reading;
using Microsoft.CodeAnalysis;

namespace LrpGen.Generator.Diagnostics;

/// <summary>
/// A diagnostic as a value: Roslyn's own compares by reference and would make every step of the pipeline look changed.
/// Without a span it belongs to the file as a whole.
/// </summary>
internal sealed record DiagnosticInfo(DiagnosticDescriptor Descriptor, string Path, SourceSpan Span, EquatableArray<string> Arguments)
{
    public string Id => Descriptor.Id;

    public bool IsError => Descriptor.DefaultSeverity == DiagnosticSeverity.Error;

    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, string path, SourceSpan span, params string[] arguments) =>
        new(descriptor, path, span, arguments.ToEquatableArray());

    public static DiagnosticInfo Create(DiagnosticDescriptor descriptor, string path, params string[] arguments) =>
        new(descriptor, path, default, arguments.ToEquatableArray());

    /// <summary>With a location outside of the compilation, which the build prints as <c>file(line,column)</c>.</summary>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        Descriptor,
        Location.Create(Path, Span.ToTextSpan(), Span.ToLinePositionSpan()),
        MessageText.Arguments(Arguments));
}
