using System.Buffers;
using System.Text;

namespace LrpGen.Benchmarks.Onnx;

/// <summary>Writes the few kinds of protobuf fields that an ONNX file has (protobuf.dev, "Encoding").</summary>
internal sealed class ProtobufWriter
{
    private const int Varint = 0;
    private const int LengthDelimited = 2;
    private const int FixedWidth32 = 5;

    private readonly ArrayBufferWriter<byte> buffer = new();

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.WrittenSpan;

    /// <summary>An integer field.</summary>
    public ProtobufWriter Integer(int field, long value)
    {
        Tag(field, Varint);
        Number((ulong)value);
        return this;
    }

    /// <summary>A float field.</summary>
    public ProtobufWriter Float(int field, float value)
    {
        Tag(field, FixedWidth32);
        buffer.Write(BitConverter.GetBytes(value));
        return this;
    }

    /// <summary>A field of bytes.</summary>
    public ProtobufWriter Data(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, LengthDelimited);
        Number((ulong)value.Length);
        buffer.Write(value);
        return this;
    }

    /// <summary>A text field.</summary>
    public ProtobufWriter Text(int field, string value) => Data(field, Encoding.UTF8.GetBytes(value));

    /// <summary>A field that is a message.</summary>
    public ProtobufWriter Message(int field, ProtobufWriter value) => Data(field, value.Bytes);

    private void Tag(int field, int type) => Number(((ulong)field << 3) | (uint)type);

    private void Number(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            buffer.Write([(byte)(value | 0x80)]);
        }

        buffer.Write([(byte)value]);
    }
}
