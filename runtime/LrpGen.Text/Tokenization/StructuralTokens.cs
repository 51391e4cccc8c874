using System.Collections.Frozen;
using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>
/// The special tokens that a model's own input is built of: what stands around a text, padding, the unknown token, the mask, the markers of
/// turns in a chat. A text that brings them before the model can pretend to be two, or to end early. Special tokens that a training added,
/// such as <c>&lt;user&gt;</c>, stand for something in the text.
/// </summary>
internal static class StructuralTokens
{
    private static readonly FrozenSet<string> Names = new[]
    {
        "<s>", "</s>", "<pad>", "<unk>", "<mask>", "[CLS]", "[SEP]", "[PAD]", "[UNK]", "[MASK]", "<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a special token of that name is structural in every model that has it.</summary>
    internal static bool IsStructural(string name) => Names.Contains(name)
        || (name.StartsWith("<|", StringComparison.Ordinal) && name.EndsWith("|>", StringComparison.Ordinal))
        || name.StartsWith("<extra_id_", StringComparison.Ordinal);

    /// <summary>Marks those among the added tokens.</summary>
    /// <param name="added">The added tokens.</param>
    /// <param name="template">What stands around texts.</param>
    /// <param name="unknownId">The unknown token; -1 for none.</param>
    internal static ImmutableArray<AddedToken> Mark(ImmutableArray<AddedToken> added, TokenTemplate template, int unknownId)
    {
        HashSet<int> ids = [unknownId, .. template.Single.Concat(template.PairParts).Where(part => part.IsSpecial).Select(part => part.Id)];
        return [.. added.Select(token => token with { Structural = token.Special && (ids.Contains(token.Id) || IsStructural(token.Content)) })];
    }
}
