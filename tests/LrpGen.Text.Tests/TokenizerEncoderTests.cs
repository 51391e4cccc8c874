using System.Buffers;
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

    /// <summary>Microsoft.ML.Tokenizers' BERT deletes control characters, line ends among them; BERT itself reads them as blanks.</summary>
    [Theory]
    [InlineData("was\nein"), InlineData("was\r\nein"), InlineData("was\tein"), InlineData("was\n\nein\n")]
    public void Line_ends_and_tabs_separate_words(string text)
    {
        TextEncoding encoding = Bert().Encode(text, 16);
        Assert.Equal([1, 4, 6, 2], encoding.ToIds());
        Assert.Equal(["", "was", "ein", ""], encoding.Tokens.Select(t => text[t.Start..t.End]));
        Assert.Equal(text, encoding.Text);
    }

    [Fact]
    public void Ranges_never_split_a_surrogate_pair_and_every_token_belongs_to_a_word()
    {
        var random = new Random(3);
        string[] parts = ["a", " ", "😀", "👩‍👧", "🇵🇰", "é", "漢", "\n", "\ud83d", "\ude00", "ab", "!"];
        for (int run = 0; run < 2000; run++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(0, 12)).Select(_ => parts[random.Next(parts.Length)]));
            TextEncoding encoding = new TokenizerEncoder(new RandomSegments(run), Options).Encode(text, 64);
            foreach (EncodedToken token in encoding.Tokens)
            {
                Assert.InRange(token.End, token.Start, text.Length);
                foreach (int end in new[] { token.Start, token.End })
                {
                    Assert.False(end > 0 && end < text.Length && char.IsSurrogatePair(text[end - 1], text[end]), $"run {run}: {token} splits a pair");
                }
            }

            WordAlignment alignment = WordAlignment.Align(encoding);
            bool covers = encoding.Tokens.Any(token => token.Start < token.End) || Words.Split(text).Length > 0;
            Assert.Equal(covers ? encoding.Tokens.Count(token => !token.IsSpecial) : 0, alignment.TokensOfWord.Sum(tokens => tokens.Length));
            Assert.All(
                alignment.Words.Zip(alignment.TokensOfWord),
                word => Assert.True(!word.Second.IsEmpty || alignment.Unseen.Any(unseen => unseen.Start <= word.First.Start && word.First.End <= unseen.End)));
        }
    }

    /// <summary>A tokenizer as unkind as its face allows: any ranges, also halves of characters and nothing at all.</summary>
    private sealed class RandomSegments(int seed) : Tokenizer
    {
        protected override EncodeResults<Microsoft.ML.Tokenizers.EncodedToken> EncodeToTokens(string? text, ReadOnlySpan<char> textSpan, EncodeSettings settings)
        {
            var random = new Random(seed);
            int length = text?.Length ?? textSpan.Length, at = 0;
            List<Microsoft.ML.Tokenizers.EncodedToken> tokens = [];
            for (int count = random.Next(0, 8); count > 0; count--)
            {
                int start = Math.Min(length, at + random.Next(0, 2)), end = Math.Min(length, start + random.Next(0, 4));
                tokens.Add(new(random.Next(3, 9), "x", start..end));
                at = Math.Max(at, random.Next(0, 3) == 0 ? start : end);
            }

            return new EncodeResults<Microsoft.ML.Tokenizers.EncodedToken> { Tokens = tokens, CharsConsumed = length };
        }

        public override OperationStatus Decode(IEnumerable<int> ids, Span<char> destination, out int idsConsumed, out int charsWritten) =>
            throw new NotSupportedException();
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
