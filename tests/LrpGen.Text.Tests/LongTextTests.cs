namespace LrpGen.Text.Tests;

/// <summary>What is cut off, and where windows lie, before any model reads them.</summary>
public sealed class LongTextTests
{
    public static TheoryData<string> Folders => ["albert-small", "bert-cased-small", "gemma-small", "gpt2-small", "llama-small", "qwen2-small", "roberta-small", "t5-small", "xlmr-small"];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Any_tokenizers_texts_are_cut_as_Hugging_Faces_tokenizers_cuts_them(string name)
    {
        TextTokenizer tokenizer = TextTokenizer.FromFolder(Path.Combine(TestData.Tokenizers, name));
        int count = 0;
        foreach (GoldenCase golden in GoldenCase.Read(Path.Combine(TestData.Tokenizers, name, "cases.jsonl")).Where(golden => golden.TruncatedTo is not null))
        {
            TextTokenizerOptions options = Tokenizers.OptionsOf(golden);
            TextEncoding expected = Tokenizers.Encode(tokenizer, golden, options);
            TextTokenizer uncut = tokenizer.With(options with { TruncationSide = default, TruncationStrategy = default });
            TextInput input = TextInput.Of(uncut, golden.Text, golden.Pair, golden.TruncatedTo!.Value, LongText.CutOff(options.TruncationStrategy, options.TruncationSide));
            Assert.Null(input.Layout);
            Assert.Equal(golden.Ids, input.Whole.ToIds());
            Assert.Equal(expected.TokenCountBeforeTruncation, input.Whole.TokenCountBeforeTruncation);
            Assert.Equal(expected.IsTruncated, input.Whole.IsTruncated);
            if (!golden.TruncateLeft)
            {
                Assert.Equal(expected.Tokens.ToArray(), input.Whole.Tokens.ToArray());
            }

            count++;
        }

        Assert.True(count >= 10, $"{count} cases");
    }

    [Fact]
    public void Windows_cover_every_token_and_have_one_owner_for_each()
    {
        for (int count = 7; count < 40; count++)
        {
            for (int stride = 1; stride <= 5; stride++)
            {
                // Two tokens stand in every window, before and behind.
                WindowLayout layout = WindowLayout.Of(count + 2, new TokenRun(1, count), 7, stride, isPair: false);
                Assert.Equal((5, 7), (layout.Room, layout.Tokens));
                Assert.Equal(0, layout.Starts[0]);
                Assert.Equal(count - 5, layout.Starts[^1]);
                Assert.All(layout.Starts.Zip(layout.Starts.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 1, stride));
                Assert.Equal(1 + ((count - 5 + stride - 1) / stride), layout.Starts.Length);
                Assert.Equal(Enumerable.Range(1, count), layout.Owned().SelectMany(owned => Enumerable.Range(owned.First, owned.Count)));
                Assert.All(layout.Owned().Index(), owned => Assert.True(owned.Item.First >= layout.Read(owned.Index).First && owned.Item.End <= layout.Read(owned.Index).End));
            }
        }
    }

    [Fact]
    public void Without_a_stride_windows_overlap_by_half()
    {
        Assert.Equal(3, WindowLayout.Of(22, new TokenRun(1, 20), 8, null, isPair: false).Stride);
        Assert.Equal(1, WindowLayout.Of(22, new TokenRun(1, 20), 3, null, isPair: false).Stride);
    }
}
