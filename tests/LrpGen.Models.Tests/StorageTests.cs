using LrpGen.Runtime;
using LrpGen.Text;

namespace LrpGen.Models.Tests;

/// <summary>Dense weights of 16 bits give what rounded weights give in 32, loaded or packed, and an explanation says so.</summary>
public sealed class StorageTests : IDisposable
{
    private const string Text = "You are a worthless idiot.";

    private readonly string folder = Directory.CreateTempSubdirectory("lrpgen-models-").FullName;

    public StorageTests()
    {
        File.Copy(Path.Combine(ShippedModel.Folder, "tokenizer.json"), Path.Combine(folder, "tokenizer.json"));
    }

    private string Packed => Path.Combine(folder, "model.lrpw");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(WeightType.BF16)]
    [InlineData(WeightType.F16)]
    public void They_explain_bit_for_bit_as_a_checkpoint_of_rounded_weights_does(WeightType storage)
    {
        WriteRounded(storage);
        using TextClassifier rounded = ShippedModel.Load(folder: folder);
        using TextClassifier model = ShippedModel.Load(storage: storage);
        Assert.Equal(rounded.Explain(Text), Anonymous(model.Explain(Text), rounded.Identity));
        Assert.Equal(
            rounded.Explain(Text, new() { Method = rounded.Method("alphabeta(2,1)+cplrp") }),
            Anonymous(model.Explain(Text, new() { Method = model.Method("alphabeta(2,1)+cplrp") }), rounded.Identity));
    }

    [Fact]
    public void Rounding_to_BF16_is_seen_in_the_result_and_in_the_identity()
    {
        using TextClassifier model = ShippedModel.Load(storage: WeightType.BF16);
        Assert.NotEqual(ShippedModel.Shared.Explain(Text).Tokens[1].Relevance, model.Explain(Text).Tokens[1].Relevance);
        Assert.Equal(ShippedModel.Shared.Identity + ", dense weights BF16", model.Explain(Text).Model);
    }

    [Theory]
    [InlineData(WeightType.BF16)]
    [InlineData(WeightType.F16)]
    public void Packed_they_are_the_same_and_the_file_says_which_they_are(WeightType storage)
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed, storage);
        using TextClassifier packed = ShippedModel.Load(folder: folder);
        using TextClassifier model = ShippedModel.Load(storage: storage);
        Assert.Equal(model.Explain(Text), packed.Explain(Text));
    }

    [Fact]
    public void Packed_dense_weights_take_half_the_room()
    {
        long whole = new FileInfo(ShippedModel.Pack(ShippedModel.Folder, Packed)).Length;
        long half = new FileInfo(ShippedModel.Pack(ShippedModel.Folder, Packed, WeightType.BF16)).Length;

        // Four layers of 12 · 128² weights, and one of 128² in the head; sections begin on pages.
        Assert.InRange(whole - half, (long)((4 * 12) + 1) * 128 * 128 * 2, (((4 * 12) + 1) * 128 * 128 * 2) + (18 * 4096));
    }

    [Fact]
    public void Packed_weights_are_refused_where_others_were_asked_for()
    {
        ShippedModel.Pack(ShippedModel.Folder, Packed, WeightType.BF16);
        Assert.StartsWith(
            "model.lrpw: packed as BF16, and F32 was asked for; pack them again with Shipped.Pack",
            Assert.Throws<CheckpointException>(() => ShippedModel.Load(folder: folder, storage: WeightType.F32)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_not_stored_in_64_bits()
        => Assert.Contains(
            "F32, BF16 or F16",
            Assert.Throws<ArgumentOutOfRangeException>(() => ShippedModel.Load(storage: WeightType.F64)).Message,
            StringComparison.Ordinal);

    private static TextExplanation Anonymous(TextExplanation explanation, string model) => explanation with { Model = model };

    // Matrices that are no embedding tables are the weights of dense layers.
    private void WriteRounded(WeightType storage)
    {
        using Checkpoint checkpoint = Checkpoint.Open(ShippedModel.Folder);
        SafetensorsWriter writer = new();
        foreach (WeightTensor tensor in checkpoint.Tensors.Values.Where(t => t.Type is not null))
        {
            float[] values = new float[tensor.Count];
            tensor.Read(0, values);
            bool isDense = tensor.Shape.Length == 2 && !tensor.Name.Contains("embeddings", StringComparison.Ordinal);
            writer.Add(tensor.Name, WeightType.F32, tensor.Shape, isDense ? [.. values.Select(v => Round(v, storage))] : values);
        }

        writer.Write(Path.Combine(folder, "model.safetensors"));
    }

    private static float Round(float value, WeightType storage) => storage == WeightType.F16
        ? (float)(Half)value
        : BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + 0x7FFF + ((BitConverter.SingleToUInt32Bits(value) >> 16) & 1)) & 0xFFFF0000);
}
