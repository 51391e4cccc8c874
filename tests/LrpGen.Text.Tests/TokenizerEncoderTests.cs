using System.Text;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Text.Tests;

public sealed class TokenizerEncoderTests
{
    private static readonly TokenizerEncoderOptions Options = new()
    {
        Identity = "test",
        Before = [new SpecialToken(1, "[CLS]")],
        Between = [new SpecialToken(2, "[SEP]")],
        After = [new SpecialToken(2, "[SEP]")],
        PairTypeId = 1,
        UnknownTokenId = 0,
    };

    [Fact]
    public void A_text_gets_the_special_tokens_and_ranges_of_the_source()
    {
        TextEncoding encoding = Bert().Encode("Was FÜR ein Hass!", 16);
        Assert.Equal([1, 4, 5, 6, 7, 8, 9, 2], encoding.ToIds());
        Assert.Equal(["", "Was", "FÜR", "ein", "Ha", "ss", "!", ""], encoding.Tokens.Select(t => encoding.Text[t.Start..t.End]));
        Assert.Equal([true, false, false, false, false, false, false, true], encoding.Tokens.Select(t => t.IsSpecial));
        Assert.Equal([4, 5, 6, 7, 8, 9], WordAlignment.Align(encoding).TokensOfWord.SelectMany(t => t).Select(i => encoding.Tokens[i].Id));
    }

    [Fact]
    public void A_pair_gets_type_ids_and_is_cut_from_its_longer_text()
    {
        TextEncoding encoding = Bert().Encode("was für ein hass !", "was", 7);
        Assert.Equal([1, 4, 5, 6, 2, 4, 2], encoding.ToIds());
        Assert.Equal([0, 0, 0, 0, 0, 1, 1], encoding.Tokens.Select(t => t.TypeId));
        Assert.Equal([-1, 0, 0, 0, -1, 1, -1], encoding.Tokens.Select(t => t.Sequence));
        Assert.Equal(new TextSpan(12, 18), encoding.Truncated);
        Assert.True(encoding.TruncatedPair.IsEmpty);
        Assert.Equal(10, encoding.TokenCountBeforeTruncation);
    }

    [Fact]
    public void Xlm_roberta_needs_no_adapter() =>
        Assert.Throws<ArgumentException>(() => new TokenizerEncoder(Tokenizers.SmallFast, Options));

    private static TokenizerEncoder Bert()
    {
        const string Vocabulary = "[UNK]\n[CLS]\n[SEP]\n[PAD]\nwas\nfur\nein\nha\n##ss\n!\n[MASK]\n";
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Vocabulary));
        return new TokenizerEncoder(BertTokenizer.Create(stream, new BertOptions { RemoveNonSpacingMarks = true }), Options);
    }
}
