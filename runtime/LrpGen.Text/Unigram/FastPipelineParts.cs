using System.Collections.Immutable;

namespace LrpGen.Text.Unigram;

/// <summary>What tokenizer.json says about the way from text to words.</summary>
/// <param name="AddedTokens">The tokens that are looked for first.</param>
/// <param name="Normalization">The steps of <c>normalizer</c>.</param>
/// <param name="SplitAtWhiteSpace">True where <c>pre_tokenizer</c> begins with <c>WhitespaceSplit</c>.</param>
/// <param name="SplitAtBlanks">The <c>split</c> of <c>Metaspace</c>.</param>
internal sealed record FastPipelineParts(
    ImmutableArray<AddedToken> AddedTokens,
    ImmutableArray<INormalizationStep> Normalization,
    bool SplitAtWhiteSpace,
    bool SplitAtBlanks);
