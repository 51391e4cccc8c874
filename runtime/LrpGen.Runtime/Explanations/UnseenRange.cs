namespace LrpGen.Runtime;

/// <summary>Characters of the source that the model did not see.</summary>
/// <param name="Start">The first of them, in UTF-16 code units.</param>
/// <param name="End">The end (exclusive).</param>
/// <param name="Sequence">0 for the text, 1 for the pair.</param>
/// <param name="Reason">Why.</param>
public sealed record UnseenRange(int Start, int End, int Sequence, UnseenReason Reason);
