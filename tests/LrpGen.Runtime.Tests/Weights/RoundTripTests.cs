using System.Security.Cryptography;
using System.Text;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>What the writer stores, the reader reads.</summary>
public sealed class RoundTripTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Values that F16, BF16, F32 and F64 all hold exactly, and the special ones.</summary>
    private static readonly float[] Exact =
        [0f, -0f, 1f, -1f, 1.5f, -0.375f, 255f, 0.0078125f, float.PositiveInfinity, float.NegativeInfinity, float.NaN];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(WeightType.F32)]
    [InlineData(WeightType.F16)]
    [InlineData(WeightType.BF16)]
    [InlineData(WeightType.F64)]
    public void Every_type_returns_exact_values(WeightType type)
    {
        string path = Write(new SafetensorsWriter().Add("x", type, [Exact.Length], Exact));
        using Checkpoint checkpoint = Checkpoint.Open(path);

        Assert.Equal(type, checkpoint.Tensors["x"].Type);
        AssertSameBits(Exact, ReadAll(checkpoint.Tensors["x"]));
    }

    [Fact]
    public void F32_keeps_every_bit()
    {
        float[] values = [float.Epsilon, -float.Epsilon, 1.1754942e-38f, float.MaxValue, float.MinValue, 0.1f, BitConverter.UInt32BitsToSingle(0x7FA00001)];
        using Checkpoint checkpoint = Checkpoint.Open(Write(new SafetensorsWriter().Add("x", WeightType.F32, [7], values)));

        AssertSameBits(values, ReadAll(checkpoint.Tensors["x"]));
    }

    [Fact]
    public void Every_half_is_widened_exactly()
    {
        ushort[] patterns = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];
        string path = Write(new SafetensorsWriter().AddBytes("x", "F16", [256, 256], Bytes(patterns)));
        using Checkpoint checkpoint = Checkpoint.Open(path);

        float[] expected = [.. patterns.Select(p => (float)BitConverter.UInt16BitsToHalf(p))];
        AssertSameNumbers(expected, ReadAll(checkpoint.Tensors["x"]));
    }

    [Fact]
    public void Every_bfloat16_is_widened_exactly()
    {
        ushort[] patterns = [.. Enumerable.Range(0, 1 << 16).Select(i => (ushort)i)];
        string path = Write(new SafetensorsWriter().AddBytes("x", "BF16", [256, 256], Bytes(patterns)));
        using Checkpoint checkpoint = Checkpoint.Open(path);

        float[] expected = [.. patterns.Select(p => BitConverter.UInt32BitsToSingle((uint)p << 16))];
        AssertSameBits(expected, ReadAll(checkpoint.Tensors["x"]));
    }

    [Fact]
    public void BFloat16_is_rounded_to_nearest_ties_to_even()
    {
        // 1 + 2⁻⁸ lies between 1 and 1 + 2⁻⁷, 1 + 3·2⁻⁸ between 1 + 2⁻⁷ and 1 + 2⁻⁶.
        float[] values = [1 + (1f / 256), 1 + (3f / 256), BitConverter.UInt32BitsToSingle(0x7F800001)];
        using Checkpoint checkpoint = Checkpoint.Open(Write(new SafetensorsWriter().Add("x", WeightType.BF16, [3], values)));

        AssertSameNumbers([1f, 1 + (1f / 64), float.NaN], ReadAll(checkpoint.Tensors["x"]));
    }

    [Fact]
    public void Doubles_are_rounded_to_floats()
    {
        double[] values = [0.1, double.Epsilon, double.MaxValue, -double.MaxValue, double.NaN, -0.0, 1e-45, 16777217];
        using Checkpoint checkpoint = Checkpoint.Open(Write(new SafetensorsWriter().AddDoubles("x", [8], values)));

        AssertSameNumbers(
            [0.1f, 0f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, -0f, float.Epsilon, 16777216f],
            ReadAll(checkpoint.Tensors["x"]));
    }

    [Theory]
    [InlineData("F32")]
    [InlineData("F16")]
    [InlineData("BF16")]
    [InlineData("F64")]
    public void Data_at_odd_addresses_read_the_same(string dtype)
    {
        byte[] stored = new byte[800];
        new Random(1).NextBytes(stored);
        int count = stored.Length / (dtype == "F64" ? 8 : dtype == "F32" ? 4 : 2);
        using Checkpoint aligned = Checkpoint.Open(Write(new SafetensorsWriter().AddBytes("x", dtype, [count], stored)));
        float[] expected = ReadAll(aligned.Tensors["x"]);

        string header = $$"""{"x":{"dtype":"{{dtype}}","shape":[{{count}}],"data_offsets":[0,800]} }""";
        header += header.Length % 2 == 0 ? " " : "";
        byte[] file = [.. BitConverter.GetBytes((long)header.Length), .. Encoding.UTF8.GetBytes(header), .. stored];
        using Checkpoint odd = Checkpoint.Open(_folder.Write("odd.safetensors", file));
        AssertSameNumbers(expected, ReadAll(odd.Tensors["x"]));
    }

    [Fact]
    public void Integers_are_listed_and_read_as_bytes_but_not_as_weights()
    {
        using Checkpoint checkpoint = Checkpoint.Open(Write(new SafetensorsWriter().AddIntegers("ids", [2], [7, -1])));
        WeightTensor ids = checkpoint.Tensors["ids"];

        Assert.Null(ids.Type);
        byte[] bytes = new byte[8];
        ids.ReadBytes(8, bytes);
        Assert.Equal(-1, BitConverter.ToInt64(bytes));
        CheckpointException e = Assert.Throws<CheckpointException>(() => ids.Read(0, new float[2]));
        Assert.Equal("model.safetensors: \"ids\": stored as I64; weights must be F32, F16, BF16 or F64", e.Message);
    }

    [Fact]
    public void Scalars_and_empty_tensors_are_legal()
    {
        SafetensorsWriter writer = new SafetensorsWriter()
            .Add("scalar", WeightType.F32, [], [42f])
            .Add("empty", WeightType.F32, [0, 3], [])
            .Add("nothing", WeightType.F16, [5, 0], []);
        using Checkpoint checkpoint = Checkpoint.Open(Write(writer));

        Assert.True(checkpoint.Tensors["scalar"].Shape.IsEmpty);
        Assert.Equal([42f], ReadAll(checkpoint.Tensors["scalar"]));
        Assert.Equal([0, 3], checkpoint.Tensors["empty"].Shape);
        Assert.Empty(ReadAll(checkpoint.Tensors["empty"]));
        checkpoint.Tensors["nothing"].ReadRow(4, []);
    }

    [Fact]
    public void Rows_and_pieces_are_parts_of_the_whole()
    {
        float[] values = [.. Enumerable.Range(0, 200_000).Select(i => (float)(i % 2048))];
        using Checkpoint checkpoint = Checkpoint.Open(Write(new SafetensorsWriter().Add("x", WeightType.F16, [2, 100, 1000], values)));
        WeightTensor tensor = checkpoint.Tensors["x"];

        float[] row = new float[100_000];
        tensor.ReadRow(1, row);
        Assert.Equal(values[100_000..], row);
        float[] piece = new float[77];
        tensor.Read(65_500, piece);
        Assert.Equal(values[65_500..65_577], piece);
        Assert.Equal(values, ReadAll(tensor));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.ReadRow(2, row));
        Assert.Throws<ArgumentException>(() => tensor.ReadRow(0, piece));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Read(199_924, piece));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Read(-1, piece));
        Assert.Throws<ArgumentOutOfRangeException>(() => tensor.Read(long.MaxValue, piece));
    }

    [Theory]
    [InlineData("model.safetensors")]
    [InlineData("expected.safetensors")]
    public void The_writer_gives_the_bytes_of_the_reference_implementation(string name)
    {
        string original = Path.Combine(RepositoryFiles.Golden("xlm-roberta-seqcls"), name);
        using Checkpoint checkpoint = Checkpoint.Open(original);
        SafetensorsWriter writer = new();
        foreach ((string key, string value) in checkpoint.Metadata)
            writer.AddMetadata(key, value);
        foreach (WeightTensor tensor in checkpoint.Tensors.Values.Reverse())
        {
            byte[] bytes = new byte[tensor.ByteCount];
            tensor.ReadBytes(0, bytes);
            writer.AddBytes(tensor.Name, tensor.StoredTypeName, tensor.Shape, bytes);
        }

        Assert.Equal(File.ReadAllBytes(original), File.ReadAllBytes(Write(writer)));
    }

    [Fact]
    public void The_hash_of_one_file_is_its_sha256()
    {
        string path = Path.Combine(RepositoryFiles.Golden("xlm-roberta-seqcls"), "model.safetensors");
        using Checkpoint checkpoint = Checkpoint.Open(path);

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path))), checkpoint.Sha256());
    }

    [Fact]
    public void The_writer_refuses_what_cannot_be_read_back()
    {
        SafetensorsWriter writer = new SafetensorsWriter().Add("x", WeightType.F32, [1], [0f]);

        Assert.Throws<ArgumentException>(() => writer.Add("x", WeightType.F32, [1], [0f]));
        Assert.Throws<ArgumentException>(() => writer.Add("y", WeightType.F32, [2], [0f]));
        Assert.Throws<ArgumentException>(() => writer.Add("__metadata__", WeightType.F32, [1], [0f]));
        Assert.Throws<ArgumentException>(() => writer.Add("a\0b", WeightType.F32, [1], [0f]));
        Assert.Throws<ArgumentException>(() => writer.AddBytes("y", "F33", [1], [0, 0, 0, 0]));
        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Add("y", WeightType.F32, [-1], [0f]));
        Assert.Throws<ArgumentException>(() => writer.Add("y", WeightType.F32, [long.MaxValue, long.MaxValue, 4], [0f]));
    }

    private string Write(SafetensorsWriter writer)
    {
        string path = Path.Combine(_folder.Path, "model.safetensors");
        File.Delete(path); // an earlier file may still be mapped
        writer.Write(path);
        return path;
    }

    private static float[] ReadAll(WeightTensor tensor)
    {
        float[] values = new float[tensor.Count];
        tensor.Read(0, values);
        return values;
    }

    private static byte[] Bytes(ushort[] values)
    {
        byte[] bytes = new byte[values.Length * 2];
        Buffer.BlockCopy(values, 0, bytes, 0, bytes.Length);
        return bytes;
    }

    private static void AssertSameBits(float[] expected, float[] actual) =>
        Assert.Equal(expected.Select(BitConverter.SingleToUInt32Bits), actual.Select(BitConverter.SingleToUInt32Bits));

    // One NaN is as good as another where the value was computed.
    private static void AssertSameNumbers(float[] expected, float[] actual) =>
        AssertSameBits([.. expected.Select(v => float.IsNaN(v) ? float.NaN : v)], [.. actual.Select(v => float.IsNaN(v) ? float.NaN : v)]);
}
