namespace LrpGen.Runtime;

/// <summary>What the model did not see of a stretch of text.</summary>
[Flags]
internal enum Unseen
{
    None = 0,
    Unknown = 1,
    Deleted = 2,
    Truncated = 4,
}

/// <summary>A stretch of the source that a view draws in one piece: a whole word, or what lies between words.</summary>
/// <param name="Start">Where it starts, always between two grapheme clusters.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Word">The word's index, −1 between words.</param>
/// <param name="Unseen">What the model did not see of it, or of a part of it.</param>
internal readonly record struct TextSegment(int Start, int End, int Word, Unseen Unseen);
