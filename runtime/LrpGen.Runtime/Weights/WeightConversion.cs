using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>Turns stored numbers into 32-bit floats. All but F64 are exact.</summary>
internal static class WeightConversion
{
    /// <summary>Converts little-endian values; <paramref name="stored"/> need not be aligned.</summary>
    public static void ToSingle(WeightType type, ReadOnlySpan<byte> stored, Span<float> destination)
    {
        switch (type)
        {
            case WeightType.F32:
                stored.CopyTo(MemoryMarshal.AsBytes(destination));
                break;
            case WeightType.F16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(stored), destination);
                break;
            case WeightType.BF16:
                WidenBFloat16(MemoryMarshal.Cast<byte, ushort>(stored), MemoryMarshal.Cast<float, uint>(destination));
                break;
            case WeightType.F64:
                TensorPrimitives.ConvertTruncating<double, float>(MemoryMarshal.Cast<byte, double>(stored), destination);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a weight type.");
        }
    }

    /// <summary>Converts floats to the bytes that <see cref="ToSingle"/> reads, rounding to nearest, ties to even.</summary>
    public static byte[] FromSingle(WeightType type, ReadOnlySpan<float> values)
    {
        byte[] stored = new byte[checked(values.Length * StoredType.Bytes(type))];
        FromSingle(type, values, stored);
        return stored;
    }

    /// <summary>The same into memory of the caller's, of exactly that size.</summary>
    public static void FromSingle(WeightType type, ReadOnlySpan<float> values, Span<byte> stored)
    {
        switch (type)
        {
            case WeightType.F32:
                MemoryMarshal.AsBytes(values).CopyTo(stored);
                break;
            case WeightType.F16:
                TensorPrimitives.ConvertToHalf(values, MemoryMarshal.Cast<byte, Half>(stored));
                break;
            case WeightType.BF16:
                Span<ushort> halves = MemoryMarshal.Cast<byte, ushort>(stored);
                for (int i = 0; i < values.Length; i++)
                    halves[i] = NarrowToBFloat16(values[i]);
                break;
            case WeightType.F64:
                TensorPrimitives.ConvertTruncating<float, double>(values, MemoryMarshal.Cast<byte, double>(stored));
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(type), type, "Not a weight type.");
        }
    }

    // A BF16 is the upper half of a float.
    private static void WidenBFloat16(ReadOnlySpan<ushort> stored, Span<uint> destination)
    {
        int i = 0;
        for (; i <= stored.Length - Vector<ushort>.Count; i += Vector<ushort>.Count)
        {
            Vector.Widen(new Vector<ushort>(stored[i..]), out Vector<uint> low, out Vector<uint> high);
            (low << 16).CopyTo(destination[i..]);
            (high << 16).CopyTo(destination[(i + Vector<uint>.Count)..]);
        }

        for (; i < stored.Length; i++)
            destination[i] = (uint)stored[i] << 16;
    }

    private static ushort NarrowToBFloat16(float value)
    {
        uint bits = BitConverter.SingleToUInt32Bits(value);
        if (float.IsNaN(value))
            return (ushort)((bits >> 16) | 0x40); // stays a NaN when its payload lies in the lower half
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
