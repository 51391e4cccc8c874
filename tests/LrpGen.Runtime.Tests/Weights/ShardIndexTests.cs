using System.Security.Cryptography;
using System.Text;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>Checkpoints in several files.</summary>
public sealed class ShardIndexTests : IDisposable
{
    private const string Index = "model.safetensors.index.json";
    private const string One = "model-00001-of-00002.safetensors";
    private const string Two = "model-00002-of-00002.safetensors";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(Index)]
    public void Shards_are_opened_from_the_folder_or_the_index(string name)
    {
        WriteShards();
        using Checkpoint checkpoint = Checkpoint.Open(Path.Combine(_folder.Path, name));

        Assert.Equal(["a", "b", "c"], checkpoint.Tensors.Keys.Order());
        Assert.Equal([Index, One, Two], checkpoint.Files.Select(Path.GetFileName));
        Assert.Equal(One, Path.GetFileName(checkpoint.Tensors["a"].File));
        Assert.Equal(Two, Path.GetFileName(checkpoint.Tensors["c"].File));
        Assert.Equal("pt", checkpoint.Metadata["format"]);
        float[] values = new float[2];
        checkpoint.Tensors["c"].Read(0, values);
        Assert.Equal([5f, 6f], values);
    }

    [Fact]
    public void The_hash_covers_the_index_and_every_shard()
    {
        WriteShards();
        using Checkpoint checkpoint = Checkpoint.Open(_folder.Path);

        string lines = string.Concat(new[] { Index, One, Two }.Select(name =>
            $"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(Path.Combine(_folder.Path, name))))} {name}\n"));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines))), checkpoint.Sha256());
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("[]", "index, byte 0: the index is an array; needed is an object")]
    [InlineData("{", "index, byte 1: not valid JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed.")]
    [InlineData("{}", "the index has no weight_map")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:44\nsize 1287\n", "the file is a Git LFS pointer, not the file itself; fetch it with: git lfs pull")]
    [InlineData("""{"weight_map":{}}""", "the weight_map is empty")]
    [InlineData("""{"weight_map":[]}""", "index, byte 14: \"weight_map\" is an array; needed is an object")]
    [InlineData("""{"weight_map":{},"weight_map":{}}""", "index, byte 17: the key \"weight_map\" appears twice")]
    [InlineData("""{"weight_map":{"a":1}}""", "index, byte 19: \"weight_map\" › \"a\" is the number 1; needed is a string")]
    [InlineData("""{"weight_map":{"a":null}}""", "index, byte 19: \"weight_map\" › \"a\" is null; needed is a string")]
    [InlineData("""{"weight_map":{"a":"x.safetensors","a":"y.safetensors"}}""", "index, byte 35: the key \"a\" appears twice")]
    [InlineData("""{"weight_map":{"a":"missing.safetensors"}}""", "the shard \"missing.safetensors\" is missing")]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors","d":"model-00001-of-00002.safetensors"}}""", "\"weight_map\" › \"d\": not in \"model-00001-of-00002.safetensors\"")]
    [InlineData("""{"weight_map":{"a":"model-00001-of-00002.safetensors","b":"model-00002-of-00002.safetensors"}}""", "\"weight_map\" › \"b\": not in \"model-00002-of-00002.safetensors\", but in \"model-00001-of-00002.safetensors\"")]
    public void A_damaged_index_is_refused(string index, string message)
    {
        WriteShards();
        Refused(index, message);
    }

    [Theory]
    [InlineData("../outside.safetensors")]
    [InlineData("..\\\\outside.safetensors")]
    [InlineData("/etc/outside.safetensors")]
    [InlineData("C:\\\\outside.safetensors")]
    [InlineData("C:outside.safetensors")]
    [InlineData("\\\\\\\\server\\\\outside.safetensors")]
    [InlineData("sub/outside.safetensors")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("")]
    [InlineData("outside.bin")]
    [InlineData("a\\u0000.safetensors")]
    public void A_shard_must_be_a_plain_file_name(string file)
    {
        CheckpointException e = Refused($$"""{"weight_map":{"a":"{{file}}"} }""");

        Assert.StartsWith($"{Index}: index, byte 19: \"weight_map\" › \"a\" names the file \"", e.Message, StringComparison.Ordinal);
        Assert.EndsWith("\"; needed is the name of a .safetensors file in the same folder", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_in_two_shards_is_refused()
    {
        WriteShards();
        new SafetensorsWriter().Add("b", WeightType.F32, [1], [0]).Add("c", WeightType.F32, [2], [5, 6]).Write(Path.Combine(_folder.Path, Two));

        CheckpointException e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path));
        Assert.Equal($"{Two}: \"b\": the tensor is also in \"{One}\"", e.Message);
    }

    [Fact]
    public void A_damaged_shard_is_named()
    {
        WriteShards();
        _folder.Write(Two, "");

        Assert.Equal($"{Two}: the file is empty", Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path)).Message);
    }

    [UnixFact]
    public void A_link_out_of_the_folder_is_refused()
    {
        WriteShards();
        using TemporaryFolder outside = new();
        string target = Path.Combine(outside.Path, "outside.safetensors");
        File.Move(Path.Combine(_folder.Path, Two), target);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, Two), target);

        CheckpointException e = Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path));
        Assert.Equal($"{Index}: the shard \"{Two}\" is a link to {target}, outside the checkpoint's folder", e.Message);
    }

    [UnixFact]
    public void Links_within_the_folder_and_of_the_download_cache_are_followed()
    {
        WriteShards();
        string snapshot = Directory.CreateDirectory(Path.Combine(_folder.Path, "snapshots", "0123abcd")).FullName;
        string blobs = Directory.CreateDirectory(Path.Combine(_folder.Path, "blobs")).FullName;
        foreach ((string name, string blob) in new[] { (Index, "1"), (One, "2"), (Two, "3") })
        {
            File.Move(Path.Combine(_folder.Path, name), Path.Combine(blobs, blob));
            File.CreateSymbolicLink(Path.Combine(snapshot, name), $"../../blobs/{blob}");
        }

        using Checkpoint checkpoint = Checkpoint.Open(snapshot);
        Assert.Equal(["a", "b", "c"], checkpoint.Tensors.Keys.Order());
        Assert.Equal(Path.Combine(snapshot, Two), checkpoint.Tensors["c"].File);
    }

    private void WriteShards()
    {
        new SafetensorsWriter().AddMetadata("format", "pt").Add("a", WeightType.F32, [2], [1, 2]).Add("b", WeightType.F16, [2], [3, 4])
            .Write(Path.Combine(_folder.Path, One));
        new SafetensorsWriter().Add("c", WeightType.F32, [2], [5, 6]).Write(Path.Combine(_folder.Path, Two));
        _folder.Write(Index, $$"""{"metadata":{"total_size":20},"weight_map":{"a":"{{One}}","b":"{{One}}","c":"{{Two}}"} }""");
    }

    private void Refused(string index, string message) => Assert.Equal($"{Index}: {message}", Refused(index).Message);

    private CheckpointException Refused(string index)
    {
        _folder.Write(Index, index);
        return Assert.Throws<CheckpointException>(() => Checkpoint.Open(_folder.Path));
    }
}
