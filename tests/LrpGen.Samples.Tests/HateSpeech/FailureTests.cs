using System.Diagnostics;
using LrpGen.Testing;

namespace LrpGen.Samples.Tests;

/// <summary>What can go wrong ends with an exit code and one line that says what was found and what is needed.</summary>
public class FailureTests
{
    private const int Runtime = 1, Usage = 2;

    [Theory]
    [InlineData("no option '--targt'", "--targt", "hate", "text")]
    [InlineData("needed predicted, all, one of not-hate (0), hate (1), or two of them as in hate:not-hate", "--target", "hat", "text")]
    [InlineData("found no such label", "--target", "2", "text")]
    [InlineData("found no such label", "--target", "hate:", "text")]
    [InlineData("found no such label", "--target", "-1", "text")]
    [InlineData("needed one of attnlrp, cplrp, gradxinput, integrated-gradients, epsilon(0.25)+attnlrp, gamma(0.25)+cplrp", "--method", "lrp", "text")]
    [InlineData("--top 'many': needed a whole number from 0 to 1024", "--top", "many", "text")]
    [InlineData("--batch '0': needed a whole number from 1 to 1024", "--batch", "0", "text")]
    [InlineData("--threads '-1'", "--threads", "-1", "text")]
    [InlineData("both a text and --file", "--file", "texts.txt", "text")]
    [InlineData("--file", "--file")]
    [InlineData("--html", "--html", "", "text")]
    public void A_command_line_that_makes_no_sense_ends_with_2(string message, params string[] arguments) => Fails(Usage, message, arguments);

    [Theory]
    [InlineData("/no/such/folder", "--model", "/no/such/folder", "text")]
    [InlineData("/no/such/file", "--file", "/no/such/file")]
    [InlineData("/no/such/folder/out.html", "--html", "/no/such/folder/out.html", "text")]
    public void A_file_that_cannot_be_read_or_written_ends_with_1(string message, params string[] arguments) => Fails(Runtime, message, arguments);

    [Fact]
    public void A_vector_width_that_is_none_ends_with_2()
    {
        SampleRun run = Sample.HateSpeech.With("LRPGEN_VECTOR_BITS", "100").Run("text");
        Assert.Equal(Usage, run.ExitCode);
        Assert.Contains("LRPGEN_VECTOR_BITS: expected 128, 256 or 512, found \"100\"", run.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_that_is_not_UTF_8_is_refused_with_its_number_unless_it_may_be_lossy()
    {
        byte[] latin1 = [.. "good\ncaf"u8, 0xe9, .. " bad\n"u8];
        SampleRun refused = Sample.HateSpeech.RunWithInput(latin1, "--json");
        Assert.Equal(Runtime, refused.ExitCode);
        Assert.Contains("standard input, line 2: found bytes that are not UTF-8 (byte 4 of the line is 0xE9)", refused.ErrorLine, StringComparison.Ordinal);
        Assert.Contains("--lossy", refused.ErrorLine, StringComparison.Ordinal);

        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["texts.txt"], latin1);
        Assert.Contains("texts.txt', line 2", Sample.HateSpeech.Run("--json", "--file", folder["texts.txt"]).ErrorLine, StringComparison.Ordinal);
        SampleRun lossy = Sample.HateSpeech.Run("--json", "--lossy", "--file", folder["texts.txt"]);
        Assert.Equal(0, lossy.ExitCode);
        Assert.Contains("\"text\":\"caf\ufffd bad\"", lossy.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_text_without_tokens_is_told_in_one_line()
    {
        SampleRun run = Sample.HateSpeech.Run("--plain", "");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("NO TOKENS: the model saw nothing of this text but its special tokens\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_weights_is_named_with_what_is_needed()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["config.json"], "{}");
        Fails(Runtime, "model.safetensors", "--model", folder.Name, "text");
    }

    [Fact]
    public void A_damaged_model_is_told_in_one_line()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.safetensors"], [1, 2, 3]);
        Fails(Runtime, "model.safetensors", "--model", folder.Name, "text");
    }

    [Fact]
    public void A_damaged_tokenizer_is_told_in_one_line()
    {
        using TemporaryFolder folder = new();
        File.Copy(Path.Combine(Sample.HateSpeech.ModelFolder, "model.safetensors"), folder["model.safetensors"]);
        Fails(Runtime, "tokenizer", "--model", folder.Name, "text");
        File.WriteAllText(folder["tokenizer.json"], "{ not JSON");
        Fails(Runtime, "tokenizer.json", "--model", folder.Name, "text");
    }

    [Fact]
    public void A_message_quotes_nothing_that_a_terminal_would_obey()
    {
        string line = Sample.HateSpeech.Run("--target", "\u001b[2J\u009b\u202e\nnext line", "text").ErrorLine;
        Assert.DoesNotContain(line, c => char.IsControl(c) || c == '\u202e');
    }

    [Fact]
    public async Task A_pipe_that_closes_ends_the_program_quietly_and_at_once()
    {
        using Process process = Sample.HateSpeech.Start("--json");
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteLineAsync("one");
        await process.StandardInput.FlushAsync();
        await process.StandardOutput.ReadLineAsync();
        process.StandardOutput.Close();

        // Standard input stays open: only the pipe can end it.
        for (int i = 0; i < 100 && !process.HasExited; i++)
        {
            try
            {
                await process.StandardInput.WriteLineAsync("more");
                await process.StandardInput.FlushAsync();
            }
            catch (IOException)
            {
                break;
            }

            await Task.Delay(50);
        }

        Assert.True(process.WaitForExit(30_000));
        Assert.Equal((0, ""), (process.ExitCode, await error));
    }

    [Fact]
    public async Task A_signal_ends_the_program_after_whole_lines()
    {
        // Not SIGINT, the signal of Ctrl-C, which takes the same way: a shell's background jobs are told to ignore it.
        if (OperatingSystem.IsWindows()) return;
        using Process process = Sample.HateSpeech.Start("--json");
        await process.StandardInput.WriteLineAsync("one");
        await process.StandardInput.FlushAsync();
        Assert.NotNull(await process.StandardOutput.ReadLineAsync());
        using (Process kill = Process.Start("/bin/sh", ["-c", FormattableString.Invariant($"kill -TERM {process.Id}")]))
        {
            await kill.WaitForExitAsync();
        }

        Assert.True(process.WaitForExit(30_000));
        Assert.Equal(143, process.ExitCode);
        Assert.Equal("HateSpeech: stopped after 1 text\n", await process.StandardError.ReadToEndAsync());
    }

    [Fact]
    public void Help_is_as_recorded()
    {
        SampleRun run = Sample.HateSpeech.Run("--help");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Verify(run.Output);
    }

    [Fact]
    public void The_version_is_a_version()
    {
        SampleRun run = Sample.HateSpeech.Run("--version");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+\n$", run.Output);
    }

    private static void Fails(int exitCode, string message, params string[] arguments)
    {
        SampleRun run = Sample.HateSpeech.Run(arguments);
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.ErrorLine, StringComparison.Ordinal);
    }
}
