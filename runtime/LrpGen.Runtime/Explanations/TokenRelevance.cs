namespace LrpGen.Runtime;

/// <summary>One token of the model's input and its relevance.</summary>
/// <param name="Id">The id in the model's vocabulary.</param>
/// <param name="Piece">The vocabulary's piece, as the tokenizer writes it (<c>▁word</c>, <c>##ing</c>).</param>
/// <param name="Start">Where its text starts in the source, in UTF-16 code units. Special tokens have an empty range.</param>
/// <param name="End">Where its text ends in the source (exclusive).</param>
/// <param name="Sequence">0 for the text, 1 for the pair.</param>
/// <param name="IsSpecial">True for what the template adds: <c>&lt;s&gt;</c>, <c>[SEP]</c>, …</param>
/// <param name="IsUnknown">True if the model saw the unknown piece instead of this text.</param>
/// <param name="Relevance">The share of the explained score. Positive speaks for the target, negative against it.</param>
public sealed record TokenRelevance(
    int Id,
    string Piece,
    int Start,
    int End,
    int Sequence,
    bool IsSpecial,
    bool IsUnknown,
    float Relevance);
