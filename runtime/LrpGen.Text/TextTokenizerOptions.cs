namespace LrpGen.Text;

/// <summary>What can be chosen about <see cref="TextTokenizer"/>; none of it changes the vocabulary.</summary>
public sealed record TextTokenizerOptions
{
    /// <summary>What becomes of strings such as <c>&lt;s&gt;</c> in a text. The default lets no text bring a token before the model that its input is built of.</summary>
    public SpecialStrings SpecialStrings { get; init; }

    /// <summary>Whether the model's special tokens (<c>&lt;s&gt;</c>, <c>[CLS]</c>) are put around a text. The default is true.</summary>
    public bool AddSpecialTokens { get; init; } = true;

    /// <summary>Which end of a text is cut off when it is too long.</summary>
    public TruncationSide TruncationSide { get; init; }

    /// <summary>Which text of a pair is cut when both are too long together.</summary>
    public TruncationStrategy TruncationStrategy { get; init; }
}
