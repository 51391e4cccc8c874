using System.Collections.Immutable;

namespace LrpGen.Text.Tokenization;

/// <summary>A piece of a template: a special token, or the place of a text.</summary>
/// <param name="Sequence">0 where the text stands, 1 where the pair stands, -1 for a special token.</param>
/// <param name="Id">Id of the special token.</param>
/// <param name="Piece">Name of the special token.</param>
/// <param name="TypeId">Type id of everything that stands here.</param>
internal readonly record struct TemplatePart(int Sequence, int Id, string Piece, int TypeId)
{
    internal bool IsSpecial => Sequence < 0;

    internal static TemplatePart Text { get; } = new(0, 0, "", 0);

    internal static TemplatePart Pair { get; } = new(1, 0, "", 0);
}

/// <summary>Whether a token's range has the blanks that its piece has.</summary>
internal enum OffsetTrim
{
    /// <summary>It has.</summary>
    None,

    /// <summary>Blanks at its ends do not count.</summary>
    Blanks,

    /// <summary>The same, but one blank of a piece at the beginning was put there and is not the text's.</summary>
    BlanksButTheFirst,
}

/// <summary>What stands around one text and around two.</summary>
/// <param name="Single">Around one text.</param>
/// <param name="PairParts">Around two.</param>
internal sealed record TokenTemplate(ImmutableArray<TemplatePart> Single, ImmutableArray<TemplatePart> PairParts)
{
    /// <summary>Nothing around texts; the second one has the type 1.</summary>
    internal static TokenTemplate Plain { get; } =
        new([TemplatePart.Text], [TemplatePart.Text, TemplatePart.Pair with { TypeId = 1 }]);

    /// <summary>What becomes of blanks in ranges.</summary>
    internal OffsetTrim Trim { get; init; }

    /// <summary><c>&lt;s&gt; A &lt;/s&gt;</c> and <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>, all of type 0.</summary>
    internal static TokenTemplate Roberta(TemplatePart begin, TemplatePart end) =>
        new([begin, TemplatePart.Text, end], [begin, TemplatePart.Text, end, end, TemplatePart.Pair, end]);

    /// <summary><c>[CLS] A [SEP]</c> and <c>[CLS] A [SEP] B [SEP]</c>, where B and what follows have type 1.</summary>
    internal static TokenTemplate Bert(TemplatePart begin, TemplatePart end) =>
        new([begin, TemplatePart.Text, end], [begin, TemplatePart.Text, end, TemplatePart.Pair with { TypeId = 1 }, end with { TypeId = 1 }]);

    /// <summary>A special token.</summary>
    internal static TemplatePart Special(int id, string piece) => new(-1, id, piece, 0);

    /// <summary>This and then another: what stands around texts is the other's unless it says nothing, and each may trim.</summary>
    internal TokenTemplate Then(TokenTemplate next) =>
        (next.HasSpecial ? next : this) with { Trim = next.Trim != OffsetTrim.None ? next.Trim : Trim };

    private bool HasSpecial => Single.Any(part => part.IsSpecial) || PairParts.Any(part => part.IsSpecial);
}
