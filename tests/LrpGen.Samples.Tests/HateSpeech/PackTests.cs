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
    public void Weights_are_packed_in_16_bits_where_that_is_asked_for()
    {
        using TemporaryFolder folder = new();
        foreach (string name in (string[])["model.safetensors", "tokenizer.json"]) File.Copy(Path.Combine(Sample.HateSpeech.ModelFolder, name), folder[name]);
        Assert.Equal(0, Sample.HateSpeech.Run("pack", "--storage", "bf16", "--model", folder.Name).ExitCode);
        Assert.Contains(", dense weights BF16\"", Sample.HateSpeech.Run("--json", "--model", folder.Name, "you idiot").Lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_way_to_store_weights_that_does_not_exist_is_told_in_one_line()
    {
        SampleRun run = Sample.HateSpeech.Run("pack", "--storage", "f64");
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("f64", run.ErrorLine, StringComparison.Ordinal);
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
