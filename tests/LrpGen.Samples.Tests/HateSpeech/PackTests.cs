namespace LrpGen.Samples.Tests;

/// <summary>The command that packs weights.</summary>
public class PackTests
{
    [Fact]
    public void Packed_weights_lie_in_the_folder_and_later_runs_need_nothing_else()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["model.safetensors", "tokenizer.json"]) File.Copy(Path.Combine(Sample.HateSpeech.ModelFolder, name), folder[name]);
        SampleRun packed = Sample.HateSpeech.Run("pack", "--model", folder.Name);
        Assert.Equal(0, packed.ExitCode);
        Assert.Equal([folder["model.lrpw"]], packed.Lines);

        File.Delete(folder["model.safetensors"]);
        SampleRun run = Sample.HateSpeech.Run("--json", "--model", folder.Name, "you idiot");
        Assert.Equal(Sample.HateSpeech.Run("--json", "you idiot"), run);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public void Stale_weights_are_told_in_one_line()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder["model.lrpw"], "{}");
        SampleRun run = Sample.HateSpeech.Run("--model", folder.Name, "text");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("HateXlmrMini.Pack", run.ErrorLine, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_weights_is_told_in_one_line()
    {
        using TemporaryFolder folder = new();
        SampleRun run = Sample.HateSpeech.Run("pack", "--model", folder.Name);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("model.safetensors", run.ErrorLine, StringComparison.Ordinal);
    }
}
