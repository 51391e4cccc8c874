using System.Text;
using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>Packed weights load alone, give the same bits, and are refused when they are stale or foreign.</summary>
public sealed class PackedWeightsTests : IDisposable
{
    private const string Text = "You are a worthless idiot.";

    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-models-").FullName;

    public PackedWeightsTests()
    {
        File.Copy(Path.Combine(ShippedModel.Folder, "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
    }

    private string Weights => Path.Combine(folder, "model.safetensors");

    private string Packed => Path.Combine(folder, "model.lrpw");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void They_load_without_the_checkpoint_and_explain_bit_for_bit_the_same()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        using TextClassifier model = ShippedModel.Load(folder: folder);
        Assert.Equal(ShippedModel.Shared.Explain(Text), model.Explain(Text));
    }

    [Fact]
    public void They_lie_beside_the_checkpoint_unless_another_place_is_named()
    {
        CopyWeights();
        Assert.Equal(Packed, ShippedModel.Pack(folder));
        Assert.Equal(["model.lrpw", "model.safetensors", "tokenizer.json"], Directory.GetFiles(folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_file_is_loaded_by_its_name()
    {
        string path = Path.Combine(folder, "mine.lrpw");
        ShippedModel.Pack(ShippedModel.Folder, path);
        using TextClassifier model = ShippedModel.Load(folder: path);
        Assert.Equal(ShippedModel.Shared.Identity, model.Identity);
    }

    [Fact]
    public void Sections_begin_on_cache_lines_and_large_ones_on_pages()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        byte[] file = File.ReadAllBytes(Packed);
        int start = 8 + BitConverter.ToInt32(file);
        using System.Text.Json.JsonDocument header = System.Text.Json.JsonDocument.Parse(file.AsMemory(8, start - 8));
        int large = 0;
        foreach (System.Text.Json.JsonProperty section in header.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__" && !p.Name.StartsWith("/padding", StringComparison.Ordinal)))
        {
            long[] range = [.. section.Value.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt64())];
            bool isLarge = range[1] - range[0] >= 65536;
            Assert.Equal(0, (start + range[0]) % (isLarge ? 4096 : 64));
            large += isLarge ? 1 : 0;
        }

        // Words and positions, four products in each of four layers, and one of the head.
        Assert.Equal(2 + (4 * 4) + 1, large);
    }

    [Fact]
    public void Packing_the_same_weights_again_gives_the_same_bytes()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        byte[] first = File.ReadAllBytes(Packed);
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        Assert.Equal(first, File.ReadAllBytes(Packed));
    }

    [Fact]
    public void A_file_in_use_can_be_replaced()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        using TextClassifier model = ShippedModel.Load(folder: folder);
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        Assert.Equal(ShippedModel.Shared.Explain(Text), model.Explain(Text));
    }

    [Fact]
    public void A_checkpoint_that_only_looks_newer_is_no_reason_to_refuse()
    {
        CopyWeights();
        ShippedModel.Pack(folder);
        File.SetLastWriteTimeUtc(Weights, DateTime.UtcNow.AddDays(1));
        using TextClassifier model = ShippedModel.Load(folder: folder);
        Assert.Equal(ShippedModel.Shared.Identity, model.Identity);
    }

    [Fact]
    public void A_checkpoint_that_changed_is()
    {
        CopyWeights();
        ShippedModel.Pack(folder);
        using (FileStream file = File.OpenWrite(Weights))
        {
            // The last weight, so that the header stays as it is.
            file.Position = file.Length - 1;
            file.WriteByte(1);
        }

        File.SetLastWriteTimeUtc(Weights, DateTime.UtcNow.AddDays(1));
        Assert.Contains("packed from other weights than those beside it", Refuse(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"lrpw\":\"2\"", "\"lrpw\":\"1\"", "version \"1\" of the format; this program reads version \"2\"; pack them again with Shipped.Pack")]
    [InlineData("\"plan\":\"", "\"plan\":\"-", "packed for another model, or for this one as it was (found \"Shipped\" with plan \"-")]
    [InlineData("\"lrpw\":", "\"none\":", "not packed weights, but an ordinary safetensors file")]
    [InlineData("\"plan\":", "\"palm\":", "\"__metadata__\" › \"plan\" is missing")]
    [InlineData("position_embeddings.weight", "position_embeddings.heavy_", "the header is not as it was written")]
    [InlineData("\"dtype\":\"F32\"", "\"dtype\":\"I32\"", "the header is not as it was written")]
    [InlineData("\"storage\":\"F32\"", "\"storage\":\"F64\"", "\"__metadata__\" › \"storage\": found \"F64\", needed F32, F16 or BF16")]
    [InlineData("\"storage\":\"F32\"", "\"storage\":\"F16\"", "the header is not as it was written")]
    public void A_changed_header_is_refused(string found, string changed, string message)
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        byte[] file = File.ReadAllBytes(Packed);
        int length = BitConverter.ToInt32(file);
        string header = Encoding.UTF8.GetString(file, 8, length);
        string other = header.Replace(found, changed, StringComparison.Ordinal).TrimEnd().PadRight(length);
        Assert.NotEqual(header, other);
        File.WriteAllBytes(Packed, [.. file[..8], .. Encoding.UTF8.GetBytes(other), .. file[(8 + length)..]]);
        Assert.Contains(message, Refuse(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        File.WriteAllBytes(Packed, File.ReadAllBytes(Packed)[..^1]);
        Assert.Contains("cut off", Refuse(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_Git_LFS_pointer_is_said_to_be_one_and_not_to_be_packed_again()
    {
        File.WriteAllText(Packed, "version https://git-lfs.github.com/spec/v1\noid sha256:44\nsize 1287\n");
        Assert.Equal(
            "model.lrpw: the file is a Git LFS pointer, not the file itself; fetch it with: git lfs pull",
            Assert.Throws<CheckpointException>(() => ShippedModel.Load(folder: folder)).Message);
    }

    [Fact]
    public void They_are_no_checkpoint()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        CheckpointException refused = Assert.Throws<CheckpointException>(() => Checkpoint.Open(Packed));
        Assert.Equal("model.lrpw: the file holds packed weights, which only the model that they were packed for can load", refused.Message);
    }

    [Fact]
    public void Sections_of_equal_size_that_were_exchanged_are_refused()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        byte[] file = File.ReadAllBytes(Packed);
        (int first, int second, int length) = TwoOfEqualSize(file);
        byte[] kept = file[first..(first + length)];
        file.AsSpan(second, length).CopyTo(file.AsSpan(first));
        kept.CopyTo(file.AsSpan(second));
        File.WriteAllBytes(Packed, file);
        Assert.Contains("the values are not those that were written; the packed weights are damaged", Refuse(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_inside_of_a_large_section_is_seen_when_all_is_verified()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        ShippedModel.Verify(folder);
        byte[] file = File.ReadAllBytes(Packed);
        (int first, _, int length) = TwoOfEqualSize(file);
        file[first + (length / 2)] ^= 1;
        File.WriteAllBytes(Packed, file);
        ShippedModel.Load(folder: folder).Dispose();
        Assert.Contains("the values are not those that were written", Assert.Throws<CheckpointException>(() => ShippedModel.Verify(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verifying_reads_the_checkpoint_beside_whatever_its_time_is()
    {
        CopyWeights();
        ShippedModel.Pack(folder);
        ShippedModel.Verify(folder);
        DateTime time = File.GetLastWriteTimeUtc(Weights);
        using (FileStream file = File.OpenWrite(Weights))
        {
            file.Position = file.Length - 1;
            file.WriteByte(1);
        }

        File.SetLastWriteTimeUtc(Weights, time);
        ShippedModel.Load(folder: folder).Dispose();
        Assert.Contains("packed from other weights than those beside it", Assert.Throws<CheckpointException>(() => ShippedModel.Verify(folder)).Message, StringComparison.Ordinal);
    }

    // Dense weights of two layers.
    private static (int First, int Second, int Length) TwoOfEqualSize(byte[] file)
    {
        int start = 8 + BitConverter.ToInt32(file);
        using System.Text.Json.JsonDocument header = System.Text.Json.JsonDocument.Parse(file.AsMemory(8, start - 8));
        long[] At(int layer) => [.. header.RootElement.GetProperty($"roberta.encoder.layer.{layer}.output.dense.weight/blocks").GetProperty("data_offsets").EnumerateArray().Select(o => start + o.GetInt64())];
        return ((int)At(0)[0], (int)At(1)[0], (int)(At(0)[1] - At(0)[0]));
    }

    private void CopyWeights() => File.Copy(Path.Combine(ShippedModel.Folder, "model.safetensors"), Weights);

    private string Refuse()
    {
        CheckpointException refused = Assert.ThrowsAny<CheckpointException>(() => ShippedModel.Load(folder: folder));
        Assert.StartsWith("model.lrpw: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Shipped.Pack", refused.Message, StringComparison.Ordinal);
        return refused.Message;
    }
}
