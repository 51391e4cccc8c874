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
    [InlineData("\"lrpw\":\"1\"", "\"lrpw\":\"2\"", "version \"2\" of the format; this program reads version \"1\"")]
    [InlineData("\"plan\":\"", "\"plan\":\"-", "packed for another model, or for this one as it was (found \"Shipped\" with plan \"-")]
    [InlineData("\"lrpw\":", "\"none\":", "not packed weights, but an ordinary safetensors file")]
    [InlineData("\"plan\":", "\"palm\":", "\"__metadata__\" › \"plan\" is missing")]
    [InlineData("position_embeddings.weight", "position_embeddings.heavy_", "position_embeddings.weight\": not found")]
    [InlineData("\"dtype\":\"F32\"", "\"dtype\":\"I32\"", "found I32")]
    [InlineData("\"storage\":\"F32\"", "\"storage\":\"F64\"", "\"__metadata__\" › \"storage\": found \"F64\", needed F32, F16 or BF16")]
    [InlineData("\"storage\":\"F32\"", "\"storage\":\"F16\"", "found F32")]
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
    public void They_are_no_checkpoint()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed);
        CheckpointException refused = Assert.Throws<CheckpointException>(() => Checkpoint.Open(Packed));
        Assert.Equal("model.lrpw: the file holds packed weights, which only the model that they were packed for can load", refused.Message);
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
