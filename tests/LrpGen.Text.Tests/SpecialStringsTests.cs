namespace LrpGen.Text.Tests;

public sealed class SpecialStringsTests
{
    private static readonly int[] SpecialIds = [0, 1, 2, 3001];

    [Fact]
    public void By_default_no_text_brings_a_special_token_before_the_model()
    {
        int checkedRecords = 0;
        foreach (GoldenCase golden in GoldenCase.Read(Path.Combine(TestData.Tokenizers, "xlmr-small", "cases.jsonl")))
        {
            TextEncoding encoding = Tokenizers.Encode(
                Tokenizers.SmallFast, golden, Tokenizers.OptionsOf(golden) with { SpecialStrings = SpecialStrings.PlainText });
            Assert.DoesNotContain(encoding.Tokens, t => !t.IsSpecial && SpecialIds.Contains(t.Id));

            // sentencepiece never finds control pieces: it is what a safe tokenizer gives.
            if (!golden.SplitSpecialTokens) continue;
            Assert.Equal(golden.IdsSlow ?? golden.Ids, encoding.ToIds());
            checkedRecords++;
        }

        Assert.Equal(41, checkedRecords);
    }

    [Fact]
    public void Both_readings_find_the_same_special_strings_where_they_are_asked_to()
    {
        foreach (GoldenCase golden in GoldenCase.Read(Path.Combine(TestData.Tokenizers, "xlmr-small", "cases.jsonl")))
        {
            if (!golden.Text.Contains('<', StringComparison.Ordinal) || golden.SplitSpecialTokens) continue;
            TextEncoding slow = Tokenizers.Encode(Tokenizers.SmallSlow, golden, Tokenizers.OptionsOf(golden));
            Assert.Equal(golden.Ids, slow.ToIds());
        }
    }

    [Fact]
    public void The_default_is_plain_text() =>
        Assert.Equal(SpecialStrings.PlainText, Tokenizers.SmallFast.Options.SpecialStrings);
}
