using LrpGen.Generator.Diagnostics;

namespace LrpGen.Generator.Reading;

/// <summary>What a JSON text may hold beyond the standard.</summary>
internal sealed record JsonOptions(bool CommentsAndTrailingCommas = false, int MaxDepth = 64)
{
    /// <summary>As Hugging Face writes its files.</summary>
    public static JsonOptions HuggingFace { get; } = new();

    /// <summary>For files that people write: <c>//</c> comments and trailing commas are welcome.</summary>
    public static JsonOptions HandWritten { get; } = new(CommentsAndTrailingCommas: true);
}

/// <summary>Something that is not JSON, or a key that is repeated.</summary>
internal sealed record JsonError(SourceSpan Span, string Message, string? DuplicateKey = null)
{
    public DiagnosticInfo ToDiagnostic(string path) => DuplicateKey is { } key
        ? DiagnosticInfo.Create(DiagnosticCatalog.DuplicateKey, path, Span, key, Message)
        : DiagnosticInfo.Create(DiagnosticCatalog.JsonSyntax, path, Span, Message);
}

/// <summary>The tree, as far as it could be read, and everything that is wrong with the text.</summary>
internal sealed record JsonReadResult(JsonNode? Root, EquatableArray<JsonError> Errors);
