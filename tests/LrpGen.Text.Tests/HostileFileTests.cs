using System.Buffers.Binary;
using System.Text;

namespace LrpGen.Text.Tests;

/// <summary>Files from outside are corrupt in every way; reading them ends in one kind of exception that names the file.</summary>
public sealed class HostileFileTests
{
    private static readonly byte[] Charsmap = BuildCharsmap();
    private static readonly byte[] Model = BuildModel(Charsmap);
    private static readonly byte[] Json = Encoding.UTF8.GetBytes(BuildJson());

    [Fact]
    public void The_small_files_are_sound()
    {
        Assert.Equal([0, 4, 5, 2], Read(Model, isJson: false)!.Encode("A b", 8).ToIds());
        Assert.Equal([0, 4, 5, 2], Read(Json, isJson: true)!.Encode("A b", 8).ToIds());
    }

    [Fact]
    public void A_model_that_ends_anywhere_is_read_or_refused()
    {
        for (int length = 0; length < Model.Length; length++) Use(Read(Model[..length], isJson: false));
    }

    [Fact]
    public void A_tokenizer_json_that_ends_anywhere_is_refused()
    {
        for (int length = 0; length < Json.Length; length++) Assert.Null(Read(Json[..length], isJson: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Flipped_bytes_are_read_or_refused(bool isJson)
    {
        byte[] file = isJson ? Json : Model;
        for (int at = 0; at < file.Length; at++)
        {
            foreach (byte flip in new byte[] { 0xFF, 0x01, 0x80 })
            {
                byte[] changed = [.. file];
                changed[at] ^= flip;
                Use(Read(changed, isJson));
            }
        }
    }

    [Theory]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F })]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F })]
    [InlineData(new byte[] { 0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0x0B })]
    [InlineData(new byte[] { 0x00 })]
    [InlineData(new byte[] { })]
    public void Lengths_beyond_the_file_are_refused(byte[] file) => Assert.Null(Read(file, isJson: false));

    [Fact]
    public void A_trie_with_a_loop_is_refused()
    {
        byte[] looped = [.. Charsmap];

        // The child by 'A' gets an offset of 0x41 and no value: it is its own parent's base again.
        Unit(looped, 0x141, (0x41u << 10) | 'A');
        var error = Assert.Throws<InvalidDataException>(() => FromModel(BuildModel(looped)));
        Assert.Contains("corrupt character map", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"Unigram\"", "\"WordLevel\"", "model.type")]
    [InlineData("\"byte_fallback\":false", "\"byte_fallback\":true", "model.byte_fallback")]
    [InlineData("\"unk_id\":3", "\"unk_id\":99", "model.unk_id")]
    [InlineData("\"WhitespaceSplit\"", "\"UnicodeScripts\"", "pre_tokenizer.pretokenizers[0].type")]
    [InlineData("\"always\"", "\"sometimes\"", "pre_tokenizer.pretokenizers[1].prepend_scheme")]
    [InlineData("\"TemplateProcessing\"", "\"OtherProcessing\"", "post_processor.type")]
    [InlineData("\"Precompiled\"", "\"Nmt\"", "normalizer.type")]
    [InlineData("\"ids\":[0]", "\"ids\":[1000]", "post_processor.special_tokens.<s>.ids[0]")]
    [InlineData("[\"b\",-2]", "[\"b\",\"-2\"]", "entry 6")]
    [InlineData("[\"b\",-2]", "[\"\\ud800\",-2]", "entry 6")]
    [InlineData("\"version\":\"1.0\"", "\"vocab_type\":1", "vocab_type")]
    public void What_is_not_understood_is_named(string found, string replaced, string place)
    {
        string json = BuildJson();
        Assert.Contains(found, json, StringComparison.Ordinal);
        byte[] file = Encoding.UTF8.GetBytes(json.Replace(found, replaced, StringComparison.Ordinal));
        var error = Assert.Throws<InvalidDataException>(() => FromJson(file));
        Assert.Contains("hostile.json", error.Message, StringComparison.Ordinal);
        Assert.Contains(place, error.Message, StringComparison.Ordinal);
    }

    private static void Use(TextTokenizer? tokenizer) => tokenizer?.Encode("A b <s> A\u0301\uD800 \uFDFA", 64);

    private static TextTokenizer? Read(byte[] file, bool isJson)
    {
        try
        {
            return isJson ? FromJson(file) : FromModel(file);
        }
        catch (InvalidDataException error)
        {
            Assert.StartsWith(isJson ? "hostile.json" : "sentencepiece.bpe.model", error.Message, StringComparison.Ordinal);
            return null;
        }
    }

    private static TextTokenizer FromJson(byte[] file) =>
        TextTokenizer.FromTokenizerJson(new MemoryStream(file), "hostile.json");

    private static TextTokenizer FromModel(byte[] file) =>
        TextTokenizer.FromSentencePiece(new MemoryStream(file), "sentencepiece.bpe.model");

    /// <summary>A map of one rule: A becomes a. Unit 0 has the base 0x100, its child by 'A' the base 0x140 with value 0.</summary>
    private static byte[] BuildCharsmap()
    {
        const int Units = 0x142;
        byte[] map = new byte[4 + (4 * Units) + 2];
        BinaryPrimitives.WriteUInt32LittleEndian(map, 4 * Units);
        Unit(map, 0, 0x100u << 10);
        Unit(map, 0x141, (1u << 10) | 0x100 | 'A');
        Unit(map, 0x140, 0x8000_0000);
        map[^2] = (byte)'a';
        return map;
    }

    private static void Unit(byte[] map, int index, uint value) =>
        BinaryPrimitives.WriteUInt32LittleEndian(map.AsSpan(4 + (4 * index)), value);

    private static byte[] BuildModel(byte[] charsmap)
    {
        var model = new List<byte>();
        Field(model, 1, Piece("<unk>", 0, 2));
        Field(model, 1, Piece("<s>", 0, 3));
        Field(model, 1, Piece("</s>", 0, 3));
        Field(model, 1, Piece("\u2581a", -1, 1));
        Field(model, 1, Piece("\u2581b", -2, 1));
        Field(model, 1, Piece("\u2581", -3, 1));
        var normalizer = new List<byte>();
        Field(normalizer, 2, charsmap);
        Field(model, 3, [.. normalizer]);
        return [.. model];
    }

    private static byte[] Piece(string text, float score, byte kind)
    {
        var piece = new List<byte>();
        Field(piece, 1, Encoding.UTF8.GetBytes(text));
        piece.Add((2 << 3) | 5);
        piece.AddRange(BitConverter.GetBytes(score));
        piece.AddRange([3 << 3, kind]);
        return [.. piece];
    }

    private static void Field(List<byte> message, int number, byte[] bytes)
    {
        message.Add((byte)((number << 3) | 2));
        int length = bytes.Length;
        for (; length >= 0x80; length >>= 7) message.Add((byte)(length | 0x80));
        message.Add((byte)length);
        message.AddRange(bytes);
    }

    private static string BuildJson() => $$$$"""
        {"version":"1.0","truncation":null,"padding":null,
        "added_tokens":[{"id":0,"content":"<s>","single_word":false,"lstrip":false,"rstrip":false,"normalized":false,"special":true}],
        "normalizer":{"type":"Precompiled","precompiled_charsmap":"{{{{Convert.ToBase64String(Charsmap)}}}}"},
        "pre_tokenizer":{"type":"Sequence","pretokenizers":[{"type":"WhitespaceSplit"},{"type":"Metaspace","replacement":"▁","prepend_scheme":"always","split":true}]},
        "post_processor":{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"<s>","type_id":0}},{"Sequence":{"id":"A","type_id":0}},{"SpecialToken":{"id":"</s>","type_id":0}}],
        "pair":[{"Sequence":{"id":"A","type_id":0}},{"Sequence":{"id":"B","type_id":0}}],
        "special_tokens":{"<s>":{"id":"<s>","ids":[0],"tokens":["<s>"]},"</s>":{"id":"</s>","ids":[2],"tokens":["</s>"]}}},
        "decoder":null,
        "model":{"type":"Unigram","unk_id":3,"vocab":[["<s>",0],["<pad>",0],["</s>",0],["<unk>",0],["▁a",-1],["▁b",-2],["b",-2]],"byte_fallback":false}}
        """;
}
