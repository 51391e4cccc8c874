using System.Collections.Immutable;

namespace LrpGen.Text;

/// <summary>What <see cref="TokenizerEncoder"/> puts around the tokens of a tokenizer.</summary>
public sealed record TokenizerEncoderOptions
{
    /// <summary>Which tokenizer and vocabulary this is, for the record of an explanation.</summary>
    public required string Identity { get; init; }

    /// <summary>Tokens before the text: <c>[CLS]</c>.</summary>
    public ImmutableArray<SpecialToken> Before { get; init; } = [];

    /// <summary>Tokens between a text and its pair: <c>[SEP]</c>.</summary>
    public ImmutableArray<SpecialToken> Between { get; init; } = [];

    /// <summary>Tokens after the last text: <c>[SEP]</c>.</summary>
    public ImmutableArray<SpecialToken> After { get; init; } = [];

    /// <summary>The type id of the pair and of the tokens after it: 1 for BERT, 0 for RoBERTa.</summary>
    public int PairTypeId { get; init; }

    /// <summary>The id of characters that the vocabulary lacks, or -1 where it lacks none.</summary>
    public int UnknownTokenId { get; init; } = -1;

    /// <summary>Which end of a text is cut off when it is too long.</summary>
    public TruncationSide TruncationSide { get; init; }

    /// <summary>Which text of a pair is cut when both are too long together.</summary>
    public TruncationStrategy TruncationStrategy { get; init; }
}
