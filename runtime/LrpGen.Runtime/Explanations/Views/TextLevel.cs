namespace LrpGen.Runtime;

/// <summary>The level at which a view shows relevance. Every level is a sum of the one before.</summary>
public enum TextLevel
{
    /// <summary>What the model reads, special tokens included.</summary>
    Token,

    /// <summary>The words of the text.</summary>
    Word,

    /// <summary>Its sentences.</summary>
    Sentence,

    /// <summary>Its paragraphs.</summary>
    Paragraph,
}
