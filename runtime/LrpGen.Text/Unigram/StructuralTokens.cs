using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LrpGen.Text.Unigram;

/// <summary>
/// The special tokens that a model's own input is built of: what stands around a text, padding, the unknown token, the mask. A text
/// that brings them before the model can pretend to be two, or to end early. Special tokens that a training added, such as
/// <c>&lt;user&gt;</c>, stand for something in the text.
/// </summary>
internal static class StructuralTokens
{
    /// <summary>Their names in XLM-R, and so of all that is not named otherwise.</summary>
    internal static FrozenSet<string> Names { get; } = new[] { "<s>", "</s>", "<pad>", "<unk>", "<mask>" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Marks those among the added tokens.</summary>
    /// <param name="added">The added tokens.</param>
    /// <param name="template">What stands around texts.</param>
    /// <param name="unknownId">The unknown token.</param>
    internal static ImmutableArray<AddedToken> Mark(ImmutableArray<AddedToken> added, TokenTemplate template, int unknownId)
    {
        HashSet<int> ids = [unknownId, .. template.Single.Concat(template.Pair).Where(part => part.IsSpecial).Select(part => part.Id)];
        return [.. added.Select(token => token with { Structural = token.Special && (ids.Contains(token.Id) || Names.Contains(token.Content)) })];
    }
}
