using System.Diagnostics;
using System.Text;
using HateSpeech;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Samples.Tests;

/// <summary>What is written is what the library says.</summary>
public class OutputTests
{
    private const string English = "You are a worthless idiot and nobody wants you here.";
    private const string Hindi = "भ्रष्ट नेता देश के दुश्मन हैं, साले हरामी।";
    private const string RomanUrdu = "ye saare chor aur harami hain, inko jail mein daalo";

    [Fact]
    public void Json_lines_hold_what_the_library_says_bit_for_bit()
    {
        using HateXlmrMini model = HateXlmrMini.Load(Sample.HateSpeech.ModelFolder);
        SampleRun run = Sample.HateSpeech.Run(English, Hindi, RomanUrdu, "--json");
        Assert.Equal(
            [model.Explain(English), model.Explain(Hindi), model.Explain(RomanUrdu)],
            run.Lines.Select(TextExplanation.FromJson));
    }

    [Theory]
    [InlineData("hate")]
    [InlineData("1")]
    public void A_target_is_a_label_or_its_index(string target)
    {
        using HateXlmrMini model = HateXlmrMini.Load(Sample.HateSpeech.ModelFolder);
        SampleRun run = Sample.HateSpeech.Run(English, "--json", "--target", target);
        Assert.Equal(model.Explain(English, HateXlmrMini.Label.Hate), TextExplanation.FromJson(run.Output));
    }

    [Fact]
    public void A_target_is_a_contrast()
    {
        using HateXlmrMini model = HateXlmrMini.Load(Sample.HateSpeech.ModelFolder);
        SampleRun run = Sample.HateSpeech.Run(Hindi, "--json", "--target", "hate:not-hate");
        Assert.Equal(model.Explain(Hindi, HateXlmrMini.Label.Hate, HateXlmrMini.Label.NotHate), TextExplanation.FromJson(run.Output));
    }

    [Fact]
    public void All_targets_are_one_line_a_label()
    {
        using HateXlmrMini model = HateXlmrMini.Load(Sample.HateSpeech.ModelFolder);
        SampleRun run = Sample.HateSpeech.Run(RomanUrdu, "--json", "--target", "all");
        Assert.Equal(model.ExplainAllLabels(RomanUrdu), run.Lines.Select(TextExplanation.FromJson));
    }

    [Fact]
    public void Every_method_of_the_project_file_can_be_chosen()
    {
        using HateXlmrMini model = HateXlmrMini.Load(Sample.HateSpeech.ModelFolder);
        foreach (MethodDescription method in model.Description.Methods)
        {
            SampleRun run = Sample.HateSpeech.Run(English, "--json", "--method", method.Name);
            Assert.Equal(model.Explain(English, new ExplainOptions { Method = method }), TextExplanation.FromJson(run.Output));
        }
    }

    [Fact]
    public void A_view_names_the_words_that_matter()
    {
        SampleRun run = Sample.HateSpeech.Run(RomanUrdu, "--top", "1");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("predicted hate", run.Output, StringComparison.Ordinal);
        Assert.Contains("harami[+++]", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData()]
    [InlineData("--plain")]
    public void No_escape_sequence_reaches_a_pipe_neither_ours_nor_the_texts(params string[] options)
    {
        SampleRun run = Sample.HateSpeech.RunWithInput("\u001b[31mred\u001b[0m \u009b2J \u202e right to left \u0007\u0000\b\n", options);
        Assert.Equal(0, run.ExitCode);
        Assert.DoesNotContain(run.Output, c => c != '\n' && char.IsControl(c));
        Assert.DoesNotContain('\u202e', run.Output);
    }

    [Fact]
    public void No_control_character_of_a_text_is_raw_in_json()
    {
        SampleRun run = Sample.HateSpeech.RunWithInput("\u001b[31m \u009b2J \u007f\n", "--json");
        Assert.DoesNotContain(run.Output, c => c != '\n' && char.IsControl(c));
    }

    [Fact]
    public void The_page_is_whole_and_needs_nothing_else()
    {
        using TemporaryFolder folder = new();
        SampleRun run = Sample.HateSpeech.Run(English, "<script>alert(1)</script>", Hindi, "--html", folder["out.html"], "--target", "all");
        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Error));
        byte[] bytes = File.ReadAllBytes(folder["out.html"]);
        Assert.Equal((byte)'<', bytes[0]);
        string page = Encoding.UTF8.GetString(bytes);
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
        Assert.Contains("worthless", page, StringComparison.Ordinal);
        Assert.Contains("हरामी", page, StringComparison.Ordinal);
        foreach (string outside in (string[])["<script", "src=", "href=", "url(", "@import", "<iframe", "<object", "http://", "https://"])
        {
            Assert.DoesNotContain(outside, page, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void A_page_and_json_lines_can_be_had_together()
    {
        using TemporaryFolder folder = new();
        SampleRun run = Sample.HateSpeech.Run(English, Hindi, "--html", folder["out.html"], "--json");
        Assert.Equal([English, Hindi], run.Lines.Select(line => TextExplanation.FromJson(line).Text));
        Assert.True(File.Exists(folder["out.html"]));
    }

    [Fact]
    public async Task Somebody_who_types_gets_an_answer_a_line()
    {
        using Process process = Sample.HateSpeech.Start("--json");
        foreach (string text in (string[])["one", "two"])
        {
            await process.StandardInput.WriteLineAsync(text);
            await process.StandardInput.FlushAsync();
            string? line = await process.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(text, TextExplanation.FromJson(line!).Text);
        }

        process.StandardInput.Close();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
