namespace LrpGen.Generator;

/// <summary>What the user's project asks for, beside the description itself.</summary>
/// <param name="RelativePath">Of the description, from the project's folder, with forward slashes.</param>
/// <param name="ClassName">A valid C# identifier.</param>
/// <param name="Namespace">A valid C# namespace, or empty for the global one.</param>
/// <param name="Methods">As written by the user, entries separated by <c>;</c>; empty for the default.</param>
/// <param name="Visibility"><c>public</c> or <c>internal</c>.</param>
/// <param name="EmbedWeights">Whether weights and tokenizer are resources of the assembly, in <see cref="ResourceFolder"/>.</param>
/// <param name="KeepAllRows">Whether the last layer computes the rows that the classifier does not read, too.</param>
/// <param name="Path">Of the description, as the compiler knows it: for diagnostics only, never for generated text.</param>
internal sealed record ModelRequest(
    string RelativePath,
    string ClassName,
    string Namespace,
    string Methods,
    string Visibility,
    bool EmbedWeights,
    string Path,
    bool KeepAllRows = false)
{
    /// <summary>Whether the model reads text, and its code the text part of the runtime.</summary>
    public bool IsText { get; init; } = true;

    /// <summary>Whether buffers share memory and steps work in place; tests compare with code in which neither happens.</summary>
    public bool SharesMemory { get; init; } = true;

    public string FullName => Namespace.Length == 0 ? ClassName : Namespace + "." + ClassName;

    /// <summary>What <c>LrpGen.targets</c> puts before the names of embedded files.</summary>
    public string ResourceFolder => "LrpGen/" + RelativePath.Substring(0, RelativePath.LastIndexOf('/') + 1);
}
