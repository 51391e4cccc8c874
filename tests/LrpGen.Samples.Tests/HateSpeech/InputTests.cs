using System.Text;
using LrpGen.Runtime;

namespace LrpGen.Samples.Tests;

/// <summary>Texts come from arguments, a file or standard input, and none is lost or changed.</summary>
public class InputTests
{
    [Fact]
    public void Every_argument_is_a_text()
        => Assert.Equal(["some text", "भारत ने मैच जीत लिया", "@user why?", "[diagram]", "/h"], Texts(Sample.HateSpeech.Run("some text", "भारत ने मैच जीत लिया", "@user why?", "[diagram]", "/h", "--json")));

    [Fact]
    public void What_follows_two_hyphens_is_a_text()
        => Assert.Equal(["--json", "-f", "--"], Texts(Sample.HateSpeech.Run("--json", "--", "--json", "-f", "--")));

    [Fact]
    public void A_line_of_standard_input_is_a_text_also_an_empty_one()
        => Assert.Equal(["one", "", "  two ", "", "three"], Texts(Sample.HateSpeech.RunWithInput("one\n\n  two \n\nthree\n", "--json")));

    [Fact]
    public void Lines_end_with_a_line_feed_or_both_and_the_last_one_needs_none()
        => Assert.Equal(["one", "", "two\rthree", "four"], Texts(Sample.HateSpeech.RunWithInput("one\r\n\r\ntwo\rthree\nfour", "--json")));

    [Fact]
    public void A_file_is_read_in_order_whatever_the_batches()
    {
        using TemporaryFolder folder = new();
        string[] texts = [.. Enumerable.Range(0, 100).Select(i => $"text {i} is {(i % 3 == 0 ? "stupid" : "nice")}")];
        File.WriteAllLines(folder["texts.txt"], texts);
        SampleRun small = Sample.HateSpeech.Run("--file", folder["texts.txt"], "--json", "--batch", "1", "--threads", "1");
        SampleRun large = Sample.HateSpeech.Run("-f", folder["texts.txt"], "--json", "--batch", "70", "--threads", "4");
        Assert.Equal(texts, Texts(small));
        Assert.Equal(small.Output, large.Output);
    }

    [Fact]
    public void A_hyphen_stands_for_standard_input()
        => Assert.Equal(["one"], Texts(Sample.HateSpeech.RunWithInput("one\n", "--file", "-", "--json")));

    [Fact]
    public void A_byte_order_mark_belongs_to_no_text()
        => Assert.Equal(["one"], Texts(Sample.HateSpeech.RunWithInput([0xEF, 0xBB, 0xBF, .. "one\n"u8], "--json")));

    [Fact]
    public void Nothing_is_no_text()
    {
        SampleRun run = Sample.HateSpeech.RunWithInput("");
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("a\0b\0")]
    [InlineData("\u0001\u001b[2J\u007f\u0085\u202e")]
    [InlineData("👨‍👩‍👧‍👦🏳️‍🌈 नमस्ते مرحبا 你好 ﷺ 𝓱𝓪𝓽𝓮")]
    [InlineData("\ufffe\uffff\ud83d\ude00\u2028\u2029")]
    public void Any_character_comes_back(string text)
        => Assert.Equal([text, text + text], Texts(Sample.HateSpeech.RunWithInput($"{text}\n{text}{text}\n", "--json")));

    [Fact]
    public void Bytes_that_are_not_utf8_become_replacement_characters()
        => Assert.Equal(["a\ufffdb"], Texts(Sample.HateSpeech.RunWithInput([(byte)'a', 0xFF, (byte)'b'], "--json", "--lossy")));

    [Fact]
    public void A_text_of_any_size_comes_back_and_says_what_the_model_did_not_see()
    {
        string text = new StringBuilder().Insert(0, "you are stupid ", 20_000).ToString();
        SampleRun run = Sample.HateSpeech.RunWithInput(text, "--json");
        TextExplanation explanation = TextExplanation.FromJson(Assert.Single(run.Lines));
        Assert.Equal(text, explanation.Text);
        Assert.NotNull(explanation.Truncation);
        Assert.Equal(128, explanation.Tokens.Length);
    }

    private static string[] Texts(SampleRun run)
    {
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return [.. run.Lines.Select(line => TextExplanation.FromJson(line).Text)];
    }
}
