using System.Collections.Immutable;

namespace LrpGen.Text.Unigram;

/// <summary>A piece of a template: a special token, or the place of a text.</summary>
/// <param name="Sequence">0 where the text stands, 1 where the pair stands, -1 for a special token.</param>
/// <param name="Id">Id of the special token.</param>
/// <param name="Piece">Name of the special token.</param>
/// <param name="TypeId">Type id of everything that stands here.</param>
internal readonly record struct TemplatePart(int Sequence, int Id, string Piece, int TypeId)
{
    internal bool IsSpecial => Sequence < 0;
}

/// <summary>What stands around one text and around two.</summary>
internal sealed class TokenTemplate(ImmutableArray<TemplatePart> single, ImmutableArray<TemplatePart> pair)
{
    internal ImmutableArray<TemplatePart> Single { get; } = single;

    internal ImmutableArray<TemplatePart> Pair { get; } = pair;

    /// <summary><c>&lt;s&gt; A &lt;/s&gt;</c> and <c>&lt;s&gt; A &lt;/s&gt;&lt;/s&gt; B &lt;/s&gt;</c>.</summary>
    internal static TokenTemplate Roberta(int begin, int end)
    {
        var first = new TemplatePart(-1, begin, "<s>", 0);
        var last = new TemplatePart(-1, end, "</s>", 0);
        var text = new TemplatePart(0, 0, "", 0);
        var pair = new TemplatePart(1, 0, "", 0);
        return new TokenTemplate([first, text, last], [first, text, last, last, pair, last]);
    }
}
