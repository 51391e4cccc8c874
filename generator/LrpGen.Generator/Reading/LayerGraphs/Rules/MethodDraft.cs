namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>An entry of a rule map, as text with its places.</summary>
internal sealed record RuleEntry(string Key, string Rule, SourceSpan KeySpan, SourceSpan RuleSpan);

/// <summary>A method as the user wrote it, in the file or in the item's metadata.</summary>
/// <param name="Place">What stands before messages: <c>relevance</c>, <c>relevance › 1</c>, <c>Methods</c>.</param>
/// <param name="Name">Null when it has none.</param>
/// <param name="Composite">For instance <c>smoothgrad(0.1, 5)+epsilon-plus</c>; null when rules alone make the method.</param>
/// <param name="Entries">Later ones win.</param>
/// <param name="Seed">Null for the composite's.</param>
/// <param name="Span">Of the whole; nowhere for metadata.</param>
internal sealed record MethodDraft(
    string Place,
    string? Name,
    string? Composite,
    SourceSpan CompositeSpan,
    EquatableArray<RuleEntry> Entries,
    string? Seed,
    SourceSpan Span)
{
    /// <summary>Seeds, for the schema.</summary>
    public static EquatableArray<string> Seeds { get; } = ["logit", "one", "all-logits"];

    /// <summary>The method in one line.</summary>
    public string Text => Entries.IsEmpty
        ? Composite ?? ""
        : $"{Composite}[{string.Join(", ", Entries.Select(entry => $"{entry.Key} = {entry.Rule}"))}]";
}
