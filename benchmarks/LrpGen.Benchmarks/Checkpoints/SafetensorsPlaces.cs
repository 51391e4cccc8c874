using System.Buffers.Binary;
using System.Text.Json;

namespace LrpGen.Benchmarks.Checkpoints;

/// <summary>Where the tensors of a safetensors file lie in it, so that an ONNX file can point there.</summary>
internal sealed class SafetensorsPlaces
{
    private readonly Dictionary<string, Place> places = [];

    /// <summary>Reads the header of a file with 32-bit floats.</summary>
    /// <exception cref="InvalidDataException">A tensor is stored as something else.</exception>
    public SafetensorsPlaces(string file)
    {
        File = file;
        using FileStream stream = System.IO.File.OpenRead(file);
        byte[] size = new byte[sizeof(ulong)];
        stream.ReadExactly(size);
        byte[] header = new byte[BinaryPrimitives.ReadInt64LittleEndian(size)];
        stream.ReadExactly(header);
        long data = stream.Position;
        using JsonDocument json = JsonDocument.Parse(header);
        foreach (JsonProperty tensor in json.RootElement.EnumerateObject().Where(p => p.Name != "__metadata__"))
        {
            if (tensor.Value.GetProperty("dtype").GetString() is not "F32" and var type)
            {
                throw new InvalidDataException($"{tensor.Name}: expected F32, found {type} ({file}).");
            }

            long[] offsets = [.. tensor.Value.GetProperty("data_offsets").EnumerateArray().Select(o => o.GetInt64())];
            long[] shape = [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(d => d.GetInt64())];
            places.Add(tensor.Name, new Place(shape, data + offsets[0], offsets[1] - offsets[0]));
        }
    }

    /// <summary>Path of the file.</summary>
    public string File { get; }

    /// <summary>Where a tensor lies.</summary>
    public Place this[string name] => places[name];

    /// <summary>Shape of a tensor and where its bytes lie in the file.</summary>
    internal sealed record Place(long[] Shape, long Offset, long Length);
}
