using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>A sentence or a paragraph and its relevance.</summary>
/// <param name="Start">Where it starts in the source, in UTF-16 code units.</param>
/// <param name="End">Where it ends in the source (exclusive), white space behind it left out.</param>
/// <param name="Sequence">0 for the text, 1 for the pair.</param>
/// <param name="Relevance">The sum of its tokens' relevances: relevance is additive.</param>
/// <param name="Words">The indices of its words.</param>
/// <param name="IsSeen">Whether the model saw anything of it.</param>
public sealed record UnitRelevance(int Start, int End, int Sequence, float Relevance, ImmutableArray<int> Words, bool IsSeen)
{
    /// <summary>The indices of its words.</summary>
    public ImmutableArray<int> Words { get; init => field = value.OrEmpty(); } = Words.OrEmpty();

    /// <inheritdoc/>
    public bool Equals(UnitRelevance? other) =>
        other is not null
        && Start == other.Start
        && End == other.End
        && Sequence == other.Sequence
        && Relevance.Equals(other.Relevance)
        && IsSeen == other.IsSeen
        && Words.SameAs(other.Words);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start, End, Sequence, Relevance, Words.Length);
}
