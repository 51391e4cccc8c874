using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>A section of a packed file that is to be written.</summary>
/// <param name="name">Its name.</param>
internal abstract class PackedSection(string name)
{
    /// <summary>Its name.</summary>
    public string Name { get; } = name;

    /// <summary>How its values are stored.</summary>
    public abstract WeightType Type { get; }

    /// <summary>Its dimensions, outermost first.</summary>
    public abstract long[] Shape { get; }

    /// <summary>Size in bytes.</summary>
    public long ByteCount => Shape.Aggregate((long)StoredType.Bytes(Type), (product, dimension) => checked(product * dimension));

    /// <summary>Writes its bytes.</summary>
    public abstract void Write(Stream stream);
}

/// <summary>Values as kernels read them.</summary>
internal sealed class BufferSection(string name, WeightType type, AlignedBuffer floats) : PackedSection(name)
{
    private const int Piece = 1 << 18;

    /// <inheritdoc/>
    public override WeightType Type => type;

    /// <inheritdoc/>
    public override long[] Shape { get; } = [floats.Length * sizeof(float) / StoredType.Bytes(type)];

    /// <inheritdoc/>
    public override void Write(Stream stream)
    {
        for (long at = 0; at < floats.Length; at += Piece)
            stream.Write(MemoryMarshal.AsBytes(floats.Slice(at, (int)Math.Min(Piece, floats.Length - at))));
    }
}

/// <summary>A table in its own type, row by row; 64-bit floats are rounded to 32 bits.</summary>
internal sealed class TableSection(IFloatSource source) : PackedSection(source.Name)
{
    /// <inheritdoc/>
    public override WeightType Type { get; } = source is WeightTensor { Type: WeightType.F16 or WeightType.BF16 } tensor ? tensor.Type.Value : WeightType.F32;

    /// <inheritdoc/>
    public override long[] Shape { get; } = source.Shape.ToArray();

    /// <inheritdoc/>
    public override void Write(Stream stream)
    {
        float[] piece = new float[1 << 16];
        long count = Shape[0] * Shape[1];
        for (long at = 0; at < count; at += piece.Length)
        {
            Span<float> values = piece.AsSpan(0, (int)Math.Min(piece.Length, count - at));
            source.Read(at, values);
            stream.Write(WeightConversion.FromSingle(Type, values));
        }
    }
}
