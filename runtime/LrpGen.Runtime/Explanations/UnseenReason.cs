namespace LrpGen.Runtime;

/// <summary>Why the model did not see a part of the source.</summary>
public enum UnseenReason
{
    /// <summary>No piece of the vocabulary covers it: the model saw the unknown token.</summary>
    Unknown,

    /// <summary>The tokenizer's normaliser deleted it.</summary>
    Deleted,

    /// <summary>It lies beyond the model's longest input.</summary>
    Truncated,
}
