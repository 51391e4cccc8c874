using System.Buffers.Binary;
using System.Text;
using CsCheck;

namespace LrpGen.Runtime.Tests.Weights;

/// <summary>However a file is damaged, it is refused in the one way that is documented, or read correctly.</summary>
public sealed class CheckpointFuzzTests : IDisposable
{
    private const int Rounds = 3000;

    private readonly TemporaryFolder _folder = new();
    private readonly byte[] _valid;
    private readonly DamagedFiles _damaged;

    public CheckpointFuzzTests()
    {
        MemoryStream stream = new();
        new SafetensorsWriter()
            .AddMetadata("format", "pt")
            .Add("a.weight", WeightType.F32, [2, 3], [1, 2, 3, 4, 5, 6])
            .Add("a.bias", WeightType.F16, [3], [1, 2, 3])
            .Add("scalar", WeightType.BF16, [], [7])
            .Add("empty", WeightType.F64, [0], [])
            .AddIntegers("position_ids", [2], [0, 1])
            .Write(stream);
        _valid = stream.ToArray();
        _damaged = new DamagedFiles(_valid, Rounds, OpensOrRefuses);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Changed_bytes() => _damaged.ChangeBytes();

    [Fact]
    public void Changed_characters() => _damaged.ChangeCharacters();

    [Fact]
    public void Bytes_cut_out_and_put_in() => _damaged.CutOutAndPutIn(mostCut: 40, mostPut: 12);

    [Fact]
    public void Changed_numbers_in_the_header() => _damaged.ChangeNumbers();

    [Fact]
    public void Random_indexes()
    {
        File.WriteAllBytes(Path.Combine(_folder.Path, "a.safetensors"), _valid);
        byte[] index = Encoding.UTF8.GetBytes("""{"metadata":{"total_size":1},"weight_map":{"a.weight":"a.safetensors","a.bias":"a.safetensors"}}""");
        Gen.Select(Gen.Int[0, index.Length - 1], Gen.Byte).Array[0, 3].Sample(
            changes =>
            {
                byte[] file = [.. index];
                foreach ((int at, byte value) in changes)
                    file[at] = value;
                _folder.Write("model.safetensors.index.json", file);
                try
                {
                    using Checkpoint checkpoint = Checkpoint.Open(_folder.Path);
                    Assert.Equal(5, checkpoint.Tensors.Count);
                }
                catch (CheckpointException)
                {
                }
            },
            iter: Rounds, threads: 1);
    }

    /// <summary>A file that opens covers all its data, and every weight can be read from the place that it names.</summary>
    private void OpensOrRefuses(byte[] file)
    {
        string path = _folder.Write("fuzz.safetensors", file);
        try
        {
            using Checkpoint checkpoint = Checkpoint.Open(path);
            long covered = 0;
            foreach (WeightTensor tensor in checkpoint.Tensors.Values)
            {
                byte[] bytes = new byte[tensor.ByteCount];
                tensor.ReadBytes(0, bytes);
                covered += bytes.Length;
                if (tensor.Type is null)
                    continue;
                float[] values = new float[tensor.Count];
                tensor.Read(0, values);
                if (tensor.Type == WeightType.F32)
                    Assert.Equal(bytes, values.SelectMany(BitConverter.GetBytes));
            }

            Assert.Equal(file.Length, covered + 8 + BinaryPrimitives.ReadInt64LittleEndian(file));
        }
        catch (CheckpointException)
        {
        }
    }
}
