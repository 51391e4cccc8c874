using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>A part of a text that a model did not see.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">One past the last UTF-16 unit.</param>
/// <param name="Reason">Why.</param>
public readonly record struct UnseenSpan(int Start, int End, UnseenReason Reason);
