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
    public void Words_that_share_a_token_are_one_and_a_word_without_tokens_is_not_seen()
    {
        TokenRelevance token = new(7, "ab c", 0, 4, 0, false, false, 1);
        var words = WordRelevance.Sum([token], [(0, 2, 0), (3, 4, 0), (0, 2, 1)]);
        Assert.Equal([(0, 4, 1f, true), (0, 2, 0f, false)], words.Select(word => (word.Start, word.End, word.Relevance, word.IsSeen)));
    }

    [Fact]
    public void Tokens_of_nothing_but_white_space_count_for_the_word_behind_them()
    {
        // Byte-level BPE of "a  b " : a, Ġ, Ġb, Ġ.
        TokenRelevance[] tokens =
        [
            new(0, "<s>", 0, 0, 0, true, false, 0.5f), new(1, "a", 0, 1, 0, false, false, 1), new(2, "Ġ", 1, 2, 0, false, false, 2),
            new(3, "Ġb", 2, 4, 0, false, false, 4), new(2, "Ġ", 4, 5, 0, false, false, 8),
        ];
        TextExplanation explanation = Examples.English with { Text = "a  b ", Tokens = [.. tokens], Words = WordRelevance.Sum([.. tokens], [(0, 1, 0), (3, 4, 0)]) };
        Assert.Equal([1f, 14f], explanation.Words.Select(word => word.Relevance));
        Assert.Equal(0.5, explanation.RelevanceOutsideWords);

        // A text of white space alone has one word: what its tokens cover.
        WordRelevance blank = Assert.Single(WordRelevance.Sum([tokens[0], tokens[2]], []));
        Assert.Equal((1, 2, 2f), (blank.Start, blank.End, blank.Relevance));
    }

    /// <summary>Any segmentation of any text: tokens over words, over blanks, over nothing, on each other.</summary>
    [Fact]
    public void The_words_sum_is_the_tokens_sum_for_every_segmentation()
    {
        var random = new Random(7);
        for (int run = 0; run < 5000; run++)
        {
            List<(int Start, int End, int Sequence)> words = [];
            List<TokenRelevance> tokens = [];
            for (int sequence = 0; sequence < 2; sequence++)
            {
                int length = random.Next(0, 16);
                for (int at = random.Next(0, 3); at < length; at += random.Next(0, 3))
                {
                    int end = Math.Min(length, at + random.Next(1, 4));
                    words.Add((at, end, sequence));
                    at = end;
                }

                for (int t = random.Next(0, 10); t > 0; t--)
                {
                    int start = random.Next(0, length + 1), end = random.Next(0, 4) == 0 ? start : random.Next(start, length + 1);
                    bool special = random.Next(0, 5) == 0;
                    tokens.Add(new(t, "x", special ? 0 : start, special ? 0 : end, sequence, special, false, random.Next(-8, 9)));
                }
            }

            TextExplanation explanation = Examples.English with { Tokens = [.. tokens], Words = WordRelevance.Sum([.. tokens], words) };
            Assert.Equal(explanation.TokenSum, explanation.Words.Sum(word => (double)word.Relevance) + explanation.RelevanceOutsideWords);
            int[] counts = new int[tokens.Count];
            foreach (int token in explanation.Words.SelectMany(word => word.Tokens)) counts[token]++;
            for (int sequence = 0; sequence < 2; sequence++)
            {
                WordRelevance[] units = [.. explanation.Words.Where(word => word.Sequence == sequence)];
                var given = words.Where(word => word.Sequence == sequence).ToList();
                bool nothing = given.Count == 0 && !tokens.Any(token => token.Sequence == sequence && !token.IsSpecial && token.Start < token.End);
                for (int i = 1; i < units.Length; i++) Assert.True(units[i - 1].End <= units[i].Start);
                foreach ((int start, int end, _) in given) Assert.Single(units, unit => unit.Start <= start && end <= unit.End);
                foreach ((int t, TokenRelevance token) in tokens.Index().Where(token => token.Item.Sequence == sequence))
                {
                    Assert.Equal(token.IsSpecial || nothing ? 0 : 1, counts[t]);
                    foreach ((int start, int end, _) in given)
                    {
                        // What a token touches is in its own unit alone.
                        if (token.IsSpecial || token.Start >= token.End || start >= token.End || end <= token.Start) continue;
                        Assert.Contains(t, units.Single(unit => unit.Start <= start && end <= unit.End).Tokens);
                    }
                }

                foreach (WordRelevance unit in units.Where(unit => !unit.IsSeen && given.Count > 0)) Assert.Contains((unit.Start, unit.End, sequence), given);
            }
        }
    }

    [Fact]
    public void A_word_that_the_model_did_not_see_has_no_rank()
    {
        TextExplanation explanation = Examples.Of("a b", ["a:0.5"]);
        explanation = explanation with { Words = WordRelevance.Sum(explanation.Tokens, [(0, 1, 0), (2, 3, 0)]) };
        Assert.Equal([0], explanation.Ranking.ToArray());
        Assert.Contains("0,1,b,2,3,0,0,,,,\n", explanation.ToWordCsv(), StringComparison.Ordinal);
        Assert.Contains("b[?]", explanation.ToAnsi(new AnsiOptions { Colors = AnsiColors.None }), StringComparison.Ordinal);
        Assert.Contains("not seen by the model", explanation.ToHtml(), StringComparison.Ordinal);
        Assert.Contains("\"seen\":false", explanation.ToJson(indented: false), StringComparison.Ordinal);
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
