namespace LrpGen.Runtime.Tests.Weights;

/// <summary>What is found in a folder, and what is said where there is nothing.</summary>
public sealed class CheckpointFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void One_file_goes_before_an_index()
    {
        new SafetensorsWriter().Add("x", WeightType.F32, [1], [1f]).Write(Path.Combine(_folder.Path, "model.safetensors"));
        _folder.Write("model.safetensors.index.json", "broken");
        using Checkpoint checkpoint = Checkpoint.Open(_folder.Path);

        Assert.Equal(Path.Combine(_folder.Path, "model.safetensors"), checkpoint.Path);
        Assert.Equal(checkpoint.Path, checkpoint.Tensors["x"].File);
    }

    [Fact]
    public void A_missing_path_is_named()
    {
        string path = Path.Combine(_folder.Path, "no-model");
        CheckpointException e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));

        Assert.Equal($"no-model: no such file or folder ({path})", e.Message);
    }

    [Fact]
    public void An_empty_path_is_an_argument_error() => Assert.Throws<ArgumentException>(() => Checkpoint.Open(""));

    [Fact]
    public void An_empty_folder_is_said_to_be_empty() =>
        Refused("the folder is empty; needed is model.safetensors or model.safetensors.index.json");

    [Fact]
    public void What_lies_in_the_folder_is_listed()
    {
        for (int i = 0; i < 12; i++)
            _folder.Write($"{i:00}.txt", "");

        Refused("the folder holds \"00.txt\", \"01.txt\", \"02.txt\", \"03.txt\", \"04.txt\", \"05.txt\", \"06.txt\", \"07.txt\", \"08.txt\", \"09.txt\" "
            + "and 2 more; needed is model.safetensors or model.safetensors.index.json");
    }

    [Theory]
    [InlineData("pytorch_model.bin")]
    [InlineData("tf_model.h5")]
    [InlineData("flax_model.msgpack")]
    public void For_the_weights_of_another_program_the_way_to_convert_is_given(string name)
    {
        _folder.Write("config.json", "{}");
        _folder.Write(name, "");

        Refused($"the folder has no model.safetensors but \"{name}\"; convert it with transformers: "
            + "AutoModelForSequenceClassification.from_pretrained(folder).save_pretrained(folder, safe_serialization=True)");
    }

    [Fact]
    public void Another_safetensors_file_is_pointed_to()
    {
        _folder.Write("other_model.safetensors", "");

        Refused("the folder has no model.safetensors; to use \"other_model.safetensors\", open that file instead of the folder");
    }

    [UnixFact]
    public void A_device_is_not_read()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "model.safetensors"), "/dev/zero");

        Assert.Equal("model.safetensors: the file is empty", Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path)).Message);
    }

    [UnixFact]
    public void A_loop_of_links_is_refused()
    {
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "a.safetensors"), "b.safetensors");
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "b.safetensors"), "a.safetensors");

        Assert.Throws<CheckpointException>(() => Checkpoint.Open(Path.Combine(_folder.Path, "a.safetensors")));
    }

    [Fact]
    public void A_file_that_is_being_written_is_refused()
    {
        string path = Path.Combine(_folder.Path, "model.safetensors");
        new SafetensorsWriter().Add("x", WeightType.F32, [1], [1f]).Write(path);
        using FileStream writing = new(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);

        CheckpointException e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(path));
        Assert.StartsWith("model.safetensors: cannot be opened: ", e.Message, StringComparison.Ordinal);
        Assert.IsAssignableFrom<IOException>(e.InnerException);
    }

    private void Refused(string message)
    {
        CheckpointException e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path));
        Assert.Equal($"{Path.GetFileName(_folder.Path)}: {message}", e.Message);
    }
}
