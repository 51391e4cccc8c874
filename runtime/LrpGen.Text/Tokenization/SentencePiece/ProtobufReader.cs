using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace LrpGen.Text.Tokenization;

/// <summary>Walks the fields of a protobuf message without ever looking outside of it.</summary>
internal ref struct ProtobufReader
{
    private readonly ReadOnlySpan<byte> bytes;
    private readonly int offset;
    private readonly string place;
    private int at;
    private ulong varint;
    private int start;
    private int length;
    private WireType wireType;

    /// <param name="bytes">The message.</param>
    /// <param name="place">File and message, for messages.</param>
    /// <param name="offset">Where the message begins in the file, for messages.</param>
    internal ProtobufReader(ReadOnlySpan<byte> bytes, string place, int offset = 0)
    {
        this.bytes = bytes;
        this.place = place;
        this.offset = offset;
    }

    private enum WireType
    {
        Varint = 0,
        Fixed64 = 1,
        Bytes = 2,
        Fixed32 = 5,
    }

    /// <summary>The number of the current field.</summary>
    internal int Field { get; private set; }

    /// <summary>Moves to the next field; false at the end of the message.</summary>
    internal bool Read()
    {
        if (at == bytes.Length) return false;

        ulong tag = ReadVarint();
        if (tag >> 3 is 0 or > int.MaxValue) throw Corrupt($"found field number {tag >> 3}");
        Field = (int)(tag >> 3);
        wireType = (WireType)(tag & 7);
        switch (wireType)
        {
            case WireType.Varint:
                varint = ReadVarint();
                break;
            case WireType.Fixed64:
                Take(8);
                break;
            case WireType.Fixed32:
                Take(4);
                break;
            case WireType.Bytes:
                ulong size = ReadVarint();
                if (size > (ulong)(bytes.Length - at)) throw Corrupt($"field {Field} has {size} bytes, found {bytes.Length - at} left");
                Take((int)size);
                break;
            default:
                throw Corrupt($"field {Field} has the wire type {tag & 7}, known are 0, 1, 2 and 5");
        }

        return true;
    }

    /// <summary>The current field as a number.</summary>
    internal readonly ulong Number()
    {
        Need(WireType.Varint);
        return varint;
    }

    /// <summary>The current field as a truth value.</summary>
    internal readonly bool Flag() => Number() != 0;

    /// <summary>The current field as a 32-bit float.</summary>
    internal readonly float Single()
    {
        Need(WireType.Fixed32);
        return BinaryPrimitives.ReadSingleLittleEndian(bytes[start..]);
    }

    /// <summary>The whole message.</summary>
    internal readonly ReadOnlySpan<byte> All => bytes;

    /// <summary>The current field as bytes: a text, or a message of its own.</summary>
    internal readonly ReadOnlySpan<byte> Bytes()
    {
        Need(WireType.Bytes);
        return bytes.Slice(start, length);
    }

    /// <summary>A reader of the message in the current field.</summary>
    internal readonly ProtobufReader Message() => new(Bytes(), place, offset + start);

    /// <summary>An exception that tells the place of the current field.</summary>
    internal readonly InvalidDataException Corrupt(string what) => new($"{place}: {what} (before byte {offset + at}).");

    private readonly void Need(WireType needed)
    {
        if (wireType != needed) throw Corrupt($"field {Field} has the wire type {wireType}, needed {needed}");
    }

    private void Take(int count)
    {
        if (count > bytes.Length - at) throw Corrupt($"field {Field} needs {count} bytes, found {bytes.Length - at} left");
        start = at;
        length = count;
        at += count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ulong ReadVarint()
    {
        // Nearly all numbers are of one byte.
        if (at < bytes.Length && bytes[at] < 0x80) return bytes[at++];
        return ReadLongVarint();
    }

    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (at == bytes.Length) throw Corrupt("the message ends within a number");
            byte b = bytes[at++];
            value |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80) return value;
        }

        throw Corrupt("a number of more than ten bytes");
    }
}
