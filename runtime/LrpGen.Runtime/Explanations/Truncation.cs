namespace LrpGen.Runtime;

/// <summary>The text was longer than the model's input: how much of it the model did not see.</summary>
/// <param name="TokensSeen">Tokens that the model saw, special tokens included.</param>
/// <param name="TokensTotal">Tokens that the whole text has, special tokens included.</param>
/// <param name="UnseenStart">The first character of the source that the model did not see, in UTF-16 code units.</param>
/// <param name="Sequence">The sequence that was cut: 0 for the text, 1 for the pair.</param>
/// <remarks>
/// Where both sequences were cut, this is the first one; the other's tail is an <see cref="UnseenRange"/> with
/// <see cref="UnseenReason.Truncated"/>.
/// </remarks>
public sealed record Truncation(int TokensSeen, int TokensTotal, int UnseenStart, int Sequence = 0);
