using System.Buffers;
using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>One tensor of a <see cref="Checkpoint"/>. Its values stay in the file until they are read.</summary>
/// <remarks>Safe to read from many threads. Reading after the checkpoint was disposed throws.</remarks>
public sealed class WeightTensor : IFloatSource
{
    // Bytes that are read at a time where they have to be converted.
    private const int PieceBytes = 1 << 16;

    private readonly MappedFile _file;
    private readonly TensorEntry _entry;
    private readonly long _offset;

    internal WeightTensor(MappedFile file, TensorEntry entry, long dataStart)
        : this(file, entry, dataStart + entry.Begin, entry.Name)
    {
    }

    private WeightTensor(MappedFile file, TensorEntry entry, long offset, string name)
    {
        _file = file;
        _entry = entry;
        _offset = offset;
        Name = name;
        Type = StoredType.AsWeights(entry.DType);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>The format of the values; null where the stored type cannot be weights (integers, booleans, 8-bit floats).</summary>
    public WeightType? Type { get; }

    /// <summary>The stored type in the file's own words, such as <c>F16</c> or <c>I64</c>.</summary>
    public string StoredTypeName => _entry.DType;

    /// <inheritdoc/>
    public ReadOnlySpan<long> Shape => _entry.Shape;

    /// <summary>Number of values: the product of the shape, 1 for a scalar.</summary>
    public long Count => _entry.Count;

    /// <summary>Size of the stored values in bytes.</summary>
    public long ByteCount => _entry.End - _entry.Begin;

    /// <summary>The path of the file that holds the values.</summary>
    public string File => _file.Path;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the tensor.</exception>
    /// <exception cref="CheckpointException">The stored type cannot be weights, or the file cannot be read any more.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed.</exception>
    public void Read(long start, Span<float> destination)
    {
        WeightType type = CheckWeights();
        CheckRange(start, destination.Length, Count, "values");
        int size = StoredType.Bytes(type);
        if (type == WeightType.F32)
        {
            _file.Read(_offset + (start * size), MemoryMarshal.AsBytes(destination));
            return;
        }

        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            do
            {
                int count = Math.Min(destination.Length, piece.Length / size);
                Span<byte> stored = piece.AsSpan(0, count * size);
                _file.Read(_offset + (start * size), stored);
                WeightConversion.ToSingle(type, stored, destination[..count]);
                start += count;
                destination = destination[count..];
            }
            while (!destination.IsEmpty);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The tensor has no such row.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not as long as a row.</exception>
    /// <exception cref="CheckpointException">The stored type cannot be weights.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed.</exception>
    public void ReadRow(long row, Span<float> destination)
    {
        WeightType type = CheckWeights();
        long rows = Shape.IsEmpty ? 0 : Shape[0];
        if (row < 0 || row >= rows)
            throw new ArgumentOutOfRangeException(nameof(row), row, $"{Name} {Messages.Shape(Shape)} has {rows} rows.");
        long length = Count / rows;
        if (destination.Length != length)
        {
            throw new ArgumentException(
                $"{Name} {Messages.Shape(Shape)} has rows of {length} values; the destination holds {destination.Length}.", nameof(destination));
        }

        int size = StoredType.Bytes(type);
        using MappedFile.Loan stored = _file.Borrow(_offset + (row * length * size), checked((int)length * size));
        WeightConversion.ToSingle(type, stored.Bytes, destination);
    }

    /// <summary>Reads stored bytes as they are, whatever their type.</summary>
    /// <param name="start">The first byte to read, counted from the tensor's first.</param>
    /// <param name="destination">Receives the bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The range does not lie in the tensor.</exception>
    /// <exception cref="ObjectDisposedException">The checkpoint was disposed.</exception>
    public void ReadBytes(long start, Span<byte> destination)
    {
        CheckRange(start, destination.Length, ByteCount, "bytes");
        _file.Read(_offset + start, destination);
    }

    /// <summary>Name, type and shape.</summary>
    public override string ToString() => $"{Name}: {StoredTypeName} {Messages.Shape(Shape)}";

    /// <summary>The same tensor under the name that a model has for it.</summary>
    internal WeightTensor As(string name) => name == Name ? this : new WeightTensor(_file, _entry, _offset, name);

    private WeightType CheckWeights() => Type ?? throw new CheckpointException(
        File, $"{Messages.Quote(Name)}: stored as {StoredTypeName}; weights must be {StoredType.WeightTypes}");

    private void CheckRange(long start, int length, long total, string unit)
    {
        if (start < 0 || start > total - length)
        {
            throw new ArgumentOutOfRangeException(nameof(start), start,
                $"{Name} {Messages.Shape(Shape)} has {total} {unit}; {length} from there on are too many.");
        }
    }
}
