using System.Collections.Immutable;

namespace LrpGen.Runtime;

public sealed partial record TextExplanation
{
    /// <summary>
    /// The sentences in the order of the source, computed when they are read. Every word belongs to exactly one; sentences that share a
    /// word are one. <c>docs/text-units.md</c> says where a sentence ends.
    /// </summary>
    public ImmutableArray<UnitRelevance> Sentences => UnitSums.Of(this, SentenceBoundaries.Split);

    /// <summary>The paragraphs, as <see cref="Sentences"/>: what stands between empty lines.</summary>
    public ImmutableArray<UnitRelevance> Paragraphs => UnitSums.Of(this, ParagraphBoundaries.Split);

    /// <summary>The text of a sentence or a paragraph.</summary>
    public string TextOf(UnitRelevance unit)
    {
        ArgumentNullException.ThrowIfNull(unit);
        return Source(unit.Sequence)[unit.Start..unit.End];
    }
}
