using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace LrpGen.Runtime;

/// <summary>Writes safetensors files: the same tensors give the same bytes, in whatever order they were added.</summary>
/// <remarks>
/// As the reference implementation does, types come in a fixed order, larger first, and names in ordinal order, and the header is padded
/// so that every tensor lies aligned. All values are held in memory until they are written.
/// </remarks>
public sealed class SafetensorsWriter
{
    private const int Alignment = 8;

    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (string DType, long[] Shape, byte[] Data)> _tensors = new(StringComparer.Ordinal);

    /// <summary>Sets a string under <c>__metadata__</c>.</summary>
    public SafetensorsWriter AddMetadata(string key, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _metadata[key] = value;
        return this;
    }

    /// <summary>Adds a tensor of floats, stored as <paramref name="type"/> (rounded to nearest, ties to even).</summary>
    /// <param name="name">Its name; each once.</param>
    /// <param name="type">The format to store.</param>
    /// <param name="shape">The dimensions, outermost first; none for a scalar.</param>
    /// <param name="values">The values, row-major.</param>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not have as many values.</exception>
    public SafetensorsWriter Add(string name, WeightType type, ReadOnlySpan<long> shape, ReadOnlySpan<float> values) =>
        AddBytes(name, type.ToString(), shape, WeightConversion.FromSingle(type, values));

    /// <summary>Adds a tensor of doubles, stored as <see cref="WeightType.F64"/>.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not have as many values.</exception>
    public SafetensorsWriter AddDoubles(string name, ReadOnlySpan<long> shape, ReadOnlySpan<double> values) =>
        AddBytes(name, "F64", shape, MemoryMarshal.AsBytes(values));

    /// <summary>Adds a tensor of 64-bit integers, stored as <c>I64</c>.</summary>
    /// <exception cref="ArgumentException">The name is taken, or the shape does not have as many values.</exception>
    public SafetensorsWriter AddIntegers(string name, ReadOnlySpan<long> shape, ReadOnlySpan<long> values) =>
        AddBytes(name, "I64", shape, MemoryMarshal.AsBytes(values));

    /// <summary>Adds a tensor whose bytes are given as they shall be stored, little-endian.</summary>
    /// <exception cref="ArgumentException">The name is taken or reserved, the type is unknown, or the shape takes another number of bytes.</exception>
    public SafetensorsWriter AddBytes(string name, string dtype, ReadOnlySpan<long> shape, ReadOnlySpan<byte> values)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(dtype);
        if (!BitConverter.IsLittleEndian)
            throw new PlatformNotSupportedException("Checkpoints are little-endian, and this machine is not.");
        if (name == "__metadata__" || !Messages.IsPlain(name))
            throw new ArgumentException($"{Messages.Quote(name)} cannot be the name of a tensor.", nameof(name));

        int bits = StoredType.Bits(dtype);
        if (bits == 0)
            throw new ArgumentException($"{Messages.Quote(dtype)} is not a type of the format.", nameof(dtype));
        Int128 needed = bits;
        foreach (long dimension in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(dimension, nameof(shape));
            needed *= dimension;
            if (needed > long.MaxValue)
                throw new ArgumentException($"{name}: the shape {Messages.Shape(shape)} is too large.", nameof(shape));
        }

        if (needed != (Int128)values.Length * 8)
            throw new ArgumentException($"{name}: {dtype} {Messages.Shape(shape)} takes {needed / 8} bytes; there are {values.Length}.", nameof(values));
        if (!_tensors.TryAdd(name, (dtype, shape.ToArray(), values.ToArray())))
            throw new ArgumentException($"{name}: there is a tensor of that name already.", nameof(name));
        return this;
    }

    /// <summary>Writes the file, over what is there.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(string path)
    {
        using FileStream file = File.Create(path);
        Write(file);
    }

    /// <summary>Writes the file to a stream.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        string[] order =
        [
            .. _tensors.Keys.OrderByDescending(name => StoredType.Rank(_tensors[name].DType)).ThenBy(name => name, StringComparer.Ordinal),
        ];
        ArrayBufferWriter<byte> header = new();
        WriteHeader(header, order);
        while (header.WrittenCount % Alignment != 0)
            header.Write(" "u8);

        Span<byte> length = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.WrittenCount);
        stream.Write(length);
        stream.Write(header.WrittenSpan);
        foreach (string name in order)
            stream.Write(_tensors[name].Data);
    }

    private void WriteHeader(ArrayBufferWriter<byte> header, string[] order)
    {
        // The relaxed encoder leaves letters as they are, as the reference implementation does.
        using Utf8JsonWriter json = new(header, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.WriteStartObject();
        if (_metadata.Count > 0)
        {
            json.WriteStartObject("__metadata__");
            foreach ((string key, string value) in _metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
        }

        long at = 0;
        foreach (string name in order)
        {
            (string dtype, long[] shape, byte[] data) = _tensors[name];
            WriteTensor(json, name, dtype, shape, at, at + data.Length);
            at += data.Length;
        }

        json.WriteEndObject();
    }

    /// <summary>Writes the entry of one tensor.</summary>
    internal static void WriteTensor(Utf8JsonWriter json, string name, string dtype, ReadOnlySpan<long> shape, long begin, long end)
    {
        json.WriteStartObject(name);
        json.WriteString("dtype", dtype);
        WriteNumbers(json, "shape", shape);
        WriteNumbers(json, "data_offsets", [begin, end]);
        json.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string name, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(name);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
