namespace LrpGen.Text;

/// <summary>Why a model did not see a part of a text.</summary>
public enum UnseenReason
{
    /// <summary>The vocabulary lacks the characters: the model saw that something is there, not what.</summary>
    Unknown,

    /// <summary>Normalisation deleted the characters.</summary>
    Deleted,

    /// <summary>The text was too long.</summary>
    Truncated,
}

/// <summary>A part of a text that a model did not see.</summary>
/// <param name="Start">First UTF-16 unit.</param>
/// <param name="End">One past the last UTF-16 unit.</param>
/// <param name="Reason">Why.</param>
public readonly record struct UnseenSpan(int Start, int End, UnseenReason Reason);
