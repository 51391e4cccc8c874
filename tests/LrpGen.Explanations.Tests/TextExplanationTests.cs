using LrpGen.Runtime;

namespace LrpGen.Explanations.Tests;

public class TextExplanationTests
{
    [Fact]
    public void Explanations_built_twice_from_the_same_parts_are_equal()
    {
        TextExplanation a = Examples.Of("a b", ["a:1", "b:2"]), b = Examples.Of("a b", ["a:1", "b:2"]);
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.NotEqual(a, Examples.Of("a b", ["a:1", "b:2.0000002"]));
        Assert.NotEqual(a, b with { LayerRelevance = [[1, 2], [3, 4]] });
        Assert.Equal(a with { LayerRelevance = [[1, 2]] }, b with { LayerRelevance = [[1, 2]] });
    }

    [Fact]
    public void Default_arrays_read_as_empty_ones()
    {
        TextExplanation bare = Examples.English with { UnseenCharacters = default, Words = default, LayerRelevance = default };
        Assert.Empty(bare.Words);
        Assert.Equal(bare, Examples.English with { Words = [] });
        Assert.Empty(new ConservationLedger(1, 1, default).Sinks);
        Assert.NotEmpty(bare.ToHtml());
        Assert.NotEmpty(bare.ToAnsi());
    }

    [Fact]
    public void A_words_relevance_is_the_sum_of_its_tokens_and_strongest_keeps_its_sign()
    {
        TextExplanation explanation = Examples.Of("abcd", ["ab:0.5 cd:-0.75"]);
        WordRelevance word = Assert.Single(explanation.Words);
        Assert.Equal(-0.25f, word.Relevance);
        Assert.Equal(-0.75f, word.Strongest);
        Assert.Equal([1, 2], word.Tokens.ToArray());
    }

    [Fact]
    public void A_token_over_two_words_counts_once()
    {
        TokenRelevance token = new(7, "ab c", 0, 4, 0, false, false, 1);
        var words = WordRelevance.Sum([token], [(0, 2, 0), (3, 4, 0), (0, 2, 1)]);
        Assert.Equal([1f, 0f, 0f], words.Select(word => word.Relevance));
    }

    [Fact]
    public void Ranking_goes_by_magnitude_and_keeps_the_order_of_equals()
    {
        TextExplanation explanation = Examples.Of("a b c d", ["a:0.1", "b:-0.5", "c:0.5", "d:0.2"]);
        Assert.Equal([1, 2, 3, 0], explanation.Ranking.ToArray());
        Assert.Equal(["b", "c"], explanation.TopWords(2).Select(explanation.TextOf));
    }

    [Fact]
    public void Share_on_special_tokens_is_by_magnitude()
    {
        // (0.1 + 0.1) / (0.1 + 0.2 + 0.1)
        Assert.Equal(0.5, Examples.Of("a", ["a:-0.2"], 0.1f, -0.1f).SpecialTokenShare, 6);
        Assert.Equal(0, Examples.Of("a", ["a:0"], 0, 0).SpecialTokenShare);
    }

    [Fact]
    public void The_ledger_closes()
    {
        ConservationLedger ledger = Examples.English.Ledger!;
        Assert.Equal(0, ledger.Residual, 12);
        Assert.Equal(SinkKind.Bias, ledger.ByKind()[0].Kind);
    }
}
