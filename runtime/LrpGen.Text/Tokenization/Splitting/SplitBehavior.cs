namespace LrpGen.Text.Tokenization;

/// <summary>What becomes of matches when a text is cut at them; the names are Hugging Face's.</summary>
internal enum SplitBehavior
{
    /// <summary>They are left out.</summary>
    Removed,

    /// <summary>Each is a part of its own.</summary>
    Isolated,

    /// <summary>Neighbouring ones are one part.</summary>
    Contiguous,

    /// <summary>Each belongs to the part before it.</summary>
    MergedWithPrevious,

    /// <summary>Each belongs to the part after it.</summary>
    MergedWithNext,
}
