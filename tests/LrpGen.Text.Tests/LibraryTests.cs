using System.Buffers;
using Microsoft.ML.Tokenizers;

namespace LrpGen.Text.Tests;

public sealed class LibraryTests
{
    private const string Text = "you are what you are";

    [Fact]
    public void The_library_sees_the_same_ids_and_ranges()
    {
        Tokenizer tokenizer = Tokenizers.SmallFast;
        TextEncoding encoding = Tokenizers.SmallFast.Encode(Text, 128);
        Assert.Equal(encoding.ToIds(), tokenizer.EncodeToIds(Text));
        Assert.Equal(encoding.ToIds(), tokenizer.EncodeToIds(Text.AsSpan()));
        Assert.Equal(encoding.Tokens.Length, tokenizer.CountTokens(Text));
        Assert.Equal(
            encoding.Tokens.Select(t => (t.Id, t.Piece, t.Start..t.End)),
            tokenizer.EncodeToTokens(Text, out string? normalized).Select(t => (t.Id, t.Value, t.Offset)));
        Assert.Null(normalized);
    }

    [Theory]
    [InlineData(7, 20)]
    [InlineData(5, 12)]
    [InlineData(4, 7)]
    [InlineData(2, 0)]
    public void A_limit_keeps_special_tokens_and_tells_how_far_the_text_was_read(int limit, int consumed)
    {
        Tokenizer tokenizer = Tokenizers.SmallFast;
        IReadOnlyList<int> ids = tokenizer.EncodeToIds(Text, limit, out _, out int chars);
        Assert.Equal(limit, ids.Count);
        Assert.Equal((0, 2), (ids[0], ids[^1]));
        Assert.Equal(consumed, Math.Max(0, Text[..chars].TrimEnd().Length));
        Assert.Equal(chars, tokenizer.GetIndexByTokenCount(Text, limit, out _, out int count));
        Assert.Equal(limit, count);
    }

    [Fact]
    public void A_limit_below_the_special_tokens_gives_tokens_of_the_text()
    {
        Tokenizer tokenizer = Tokenizers.SmallFast;
        Assert.Single(tokenizer.EncodeToIds(Text, 1, out _, out int consumed));
        Assert.Equal("you ", Text[..consumed]);
    }

    [Fact]
    public void From_the_end_the_index_is_where_the_kept_text_begins()
    {
        int index = Tokenizers.SmallFast.GetIndexByTokenCountFromEnd(Text, 4, out _, out int count);
        Assert.Equal("you are", Text[index..].Trim());
        Assert.Equal(4, count);
        Assert.Equal(0, Tokenizers.SmallFast.GetIndexByTokenCountFromEnd(Text, 100, out _, out _));
    }

    [Fact]
    public void Decoding_gives_the_text_without_special_tokens()
    {
        Assert.Equal(Text, Tokenizers.SmallFast.Decode(Tokenizers.SmallFast.EncodeToIds(Text)));
        Assert.Equal(Text, Tokenizers.SmallSlow.Decode(Tokenizers.SmallSlow.EncodeToIds(Text)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizers.SmallFast.Decode([99_999]));
    }

    [Fact]
    public void Decoding_into_a_buffer_stops_at_whole_ids()
    {
        IReadOnlyList<int> ids = Tokenizers.SmallFast.EncodeToIds(Text);
        char[] buffer = new char[64];
        Assert.Equal(OperationStatus.Done, Tokenizers.SmallFast.Decode(ids, buffer, out int used, out int written));
        Assert.Equal((ids.Count, Text), (used, new string(buffer, 0, written)));
        Assert.Equal(
            OperationStatus.DestinationTooSmall, Tokenizers.SmallFast.Decode(ids, buffer.AsSpan(0, 9), out used, out written));
        Assert.Equal((3, "you are"), (used, new string(buffer, 0, written)));
    }

    [Fact]
    public void The_encoder_demands_room_for_special_tokens()
    {
        Assert.Equal(2, Tokenizers.SmallFast.Encode(Text, 2).Tokens.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizers.SmallFast.Encode(Text, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokenizers.SmallFast.Encode(Text, Text, 3));
    }

    [Fact]
    public void The_identity_names_the_file_and_its_bytes()
    {
        Assert.Matches("^TextTokenizer \\(tokenizer\\.json\\) sha256:[0-9a-f]{64}$", Tokenizers.SmallFast.Identity);
        Assert.Matches("^TextTokenizer \\(sentencepiece\\.bpe\\.model\\) sha256:[0-9a-f]{64}$", Tokenizers.SmallSlow.Identity);
    }

    [Fact]
    public void A_folder_without_a_tokenizer_says_what_is_missing()
    {
        var error = Assert.Throws<FileNotFoundException>(() => TextTokenizer.FromFolder(TestData.Golden));
        Assert.Contains("tokenizer.json", error.Message, StringComparison.Ordinal);
    }
}
