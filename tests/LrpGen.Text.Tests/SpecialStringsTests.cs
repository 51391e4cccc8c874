using System.Text.Json.Nodes;

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

    [Theory]
    [InlineData("<user> ein Haus", 0, 6)]
    [InlineData("ein<user> Haus", 3, 9)]
    [InlineData("ein <user>", 4, 10)]
    public void A_special_token_that_a_training_added_is_found_by_default_and_structural_ones_are_not(string text, int start, int end)
    {
        TextTokenizer tokenizer = WithUser(lstrip: false);
        int user = tokenizer.VocabularySize - 1;
        EncodedToken[] tokens = [.. tokenizer.Encode(text, int.MaxValue).Tokens.Where(t => !t.IsSpecial)];
        EncodedToken found = Assert.Single(tokens, t => t.Id == user);
        Assert.Equal((start, end, "<user>"), (found.Start, found.End, found.Piece));

        // What stands before and behind is encoded on its own, as by Hugging Face's tokenizers.
        int[] before = Ids(tokenizer, text[..start]), behind = Ids(tokenizer, text[end..]);
        Assert.Equal([.. before, user, .. behind], tokens.Select(t => t.Id));
        Assert.DoesNotContain(tokenizer.Encode("<s></s><pad><unk><mask> <user>", int.MaxValue).Tokens, t => !t.IsSpecial && SpecialIds.Contains(t.Id));
        Assert.Contains(tokenizer.Encode("<s> <user>", int.MaxValue).Tokens, t => t.Id == user);
    }

    [Fact]
    public void It_takes_the_white_space_beside_it_that_its_entry_says()
    {
        EncodedToken found = WithUser(lstrip: true).Encode("ein  <user> Haus", int.MaxValue).Tokens.Single(t => t.Piece.Contains("<user>", StringComparison.Ordinal));
        Assert.Equal((3, 11), (found.Start, found.End));
    }

    [Fact]
    public void All_are_found_where_that_is_asked_for_and_none_where_special_tokens_are_split()
    {
        TextTokenizer tokenizer = WithUser(lstrip: false);
        int user = tokenizer.VocabularySize - 1;
        Assert.Contains(tokenizer.With(new() { SpecialStrings = SpecialStrings.Match }).Encode("<s> <user>", int.MaxValue).Tokens, t => t.Id == 0 && !t.IsSpecial);
        Assert.DoesNotContain(tokenizer.With(new() { SpecialStrings = SpecialStrings.MatchInVocabulary }).Encode("a <user>", int.MaxValue).Tokens, t => t.Id == user);
    }

    [Theory]
    [InlineData("added_tokens.json", "{\"<user>\": 3002}")]
    [InlineData("tokenizer_config.json", "{\"added_tokens_decoder\": {\"0\": {\"content\": \"<s>\"}, \"3002\": {\"content\": \"<user>\", \"special\": true}}}")]
    public void Tokens_added_beside_a_SentencePiece_model_are_not_passed_over(string file, string content)
    {
        string folder = Directory.CreateTempSubdirectory("lrpgen-tokens-").FullName;
        try
        {
            File.Copy(Path.Combine(TestData.Tokenizers, "xlmr-small", "sentencepiece.bpe.model"), Path.Combine(folder, "sentencepiece.bpe.model"));
            File.WriteAllText(Path.Combine(folder, file), content.Replace("user", "mask", StringComparison.Ordinal));
            TextTokenizer.FromFolder(folder);
            File.WriteAllText(Path.Combine(folder, file), content);
            string message = Assert.Throws<InvalidDataException>(() => TextTokenizer.FromFolder(folder)).Message;
            Assert.Contains($"{file}: adds 1 tokens to the SentencePiece model, such as '<user>'", message, StringComparison.Ordinal);
            Assert.Contains("save_pretrained", message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("tokenizer.json")]
    [InlineData("sentencepiece.bpe.model")]
    public void A_Git_LFS_pointer_is_said_to_be_one(string file)
    {
        byte[] pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:44\nsize 1287\n"u8.ToArray();
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => file.EndsWith("json", StringComparison.Ordinal)
            ? TextTokenizer.FromTokenizerJson(new MemoryStream(pointer), file)
            : TextTokenizer.FromSentencePiece(new MemoryStream(pointer), file));
        Assert.Equal($"{file}: the file is a Git LFS pointer, not the file itself; fetch it with: git lfs pull.", refused.Message);
    }

    [Fact]
    public void What_a_file_holds_cannot_act_on_a_terminal()
    {
        string json = File.ReadAllText(Path.Combine(TestData.Tokenizers, "xlmr-small", "tokenizer.json")).Replace("\"Metaspace\"", "\"Meta\\u001b[2Jspace\"", StringComparison.Ordinal);
        InvalidDataException refused = Assert.Throws<InvalidDataException>(() => TextTokenizer.FromTokenizerJson(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json))));
        Assert.DoesNotContain(refused.Message, char.IsControl);
    }

    // The small tokenizer with a special token behind its vocabulary, as add_special_tokens leaves it.
    private static TextTokenizer WithUser(bool lstrip)
    {
        JsonNode root = JsonNode.Parse(File.ReadAllText(Path.Combine(TestData.Tokenizers, "xlmr-small", "tokenizer.json")))!;
        root["added_tokens"]!.AsArray().Add(new JsonObject
        {
            ["id"] = Tokenizers.SmallFast.VocabularySize,
            ["content"] = "<user>",
            ["single_word"] = false,
            ["lstrip"] = lstrip,
            ["rstrip"] = false,
            ["normalized"] = false,
            ["special"] = true,
        });
        return TextTokenizer.FromTokenizerJson(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(root.ToJsonString())));
    }

    private static int[] Ids(TextTokenizer tokenizer, string text) => [.. tokenizer.Encode(text, int.MaxValue).Tokens.Where(t => !t.IsSpecial).Select(t => t.Id)];

    [Fact]
    public void The_default_is_plain_text() =>
        Assert.Equal(SpecialStrings.PlainText, Tokenizers.SmallFast.Options.SpecialStrings);
}
