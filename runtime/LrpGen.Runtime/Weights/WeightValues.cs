using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>Checks that weights are finite numbers, and that running variances are not below zero.</summary>
internal static class WeightValues
{
    private const int MostNames = 10;
    private const int PieceBytes = 1 << 18;

    /// <summary>Reads all values of the tensors once.</summary>
    /// <exception cref="CheckpointException">Some cannot be: it names the tensors, and in each the first place.</exception>
    public static void Check(string path, IEnumerable<(string Name, WeightTensor Tensor)> weights)
    {
        byte[] piece = new byte[PieceBytes];
        List<string> wrong = [];
        foreach ((string name, WeightTensor tensor) in weights)
        {
            bool isVariance = name.EndsWith(".running_var", StringComparison.Ordinal);
            if (Find(tensor, piece, isVariance) is var at and >= 0)
                wrong.Add(Describe(tensor, at, isVariance));
        }

        if (wrong.Count > 0)
        {
            string more = wrong.Count > MostNames ? $"; and {wrong.Count - MostNames} more" : "";
            string title = wrong.Count == 1 ? "1 tensor holds" : $"{wrong.Count} tensors hold";
            throw new CheckpointException(path, $"{title} what no weight can be: {string.Join("; ", wrong.Take(MostNames))}{more}; the training went wrong or the file is damaged");
        }
    }

    private static string Describe(WeightTensor tensor, long at, bool isVariance)
    {
        Span<float> value = stackalloc float[1];
        tensor.Read(at, value);
        string what = float.IsNaN(value[0]) ? "not a number"
            : float.IsFinite(value[0]) ? string.Create(CultureInfo.InvariantCulture, $"{value[0]}, a variance below 0")
            : tensor.Type == WeightType.F64 ? "beyond 32-bit floats" : "infinite";
        return $"{tensor.Name}{Messages.Shape(Place(tensor.Shape, at))} is {what}";
    }

    private static long[] Place(ReadOnlySpan<long> shape, long at)
    {
        long[] place = new long[shape.Length];
        for (int axis = shape.Length - 1; axis >= 0; axis--)
            (at, place[axis]) = Math.DivRem(at, shape[axis]);
        return place;
    }

    /// <summary>The first value that cannot be; −1 where there is none.</summary>
    private static long Find(WeightTensor tensor, byte[] piece, bool isVariance)
    {
        int size = StoredType.Bytes(tensor.Type!.Value);
        for (long start = 0; start < tensor.Count; start += piece.Length / size)
        {
            int count = (int)Math.Min(piece.Length / size, tensor.Count - start);
            Span<byte> stored = piece.AsSpan(0, count * size);
            tensor.ReadBytes(start * size, stored);
            int at = IsFinite(tensor.Type.Value, stored) && !isVariance ? -1 : First(tensor.Type.Value, stored, count, isVariance);
            if (at >= 0)
                return start + at;
        }

        return -1;
    }

    private static bool IsFinite(WeightType type, ReadOnlySpan<byte> stored) => type switch
    {
        WeightType.F32 => Largest(MemoryMarshal.Cast<byte, uint>(stored), 0x7FFF_FFFFu) < 0x7F80_0000,
        WeightType.F16 => Largest(MemoryMarshal.Cast<byte, ushort>(stored), (ushort)0x7FFF) < 0x7C00,
        WeightType.BF16 => Largest(MemoryMarshal.Cast<byte, ushort>(stored), (ushort)0x7FFF) < 0x7F80,
        // Rounded to 32 bits, they can still become infinite.
        _ => false,
    };

    /// <summary>The largest magnitude, as bits without the sign: infinities and NaN come behind all numbers.</summary>
    private static T Largest<T>(ReadOnlySpan<T> bits, T magnitude)
        where T : unmanaged, IBinaryInteger<T>
    {
        T largest = T.Zero;
        int i = 0;
        if (bits.Length >= Vector<T>.Count)
        {
            Vector<T> mask = new(magnitude), most = Vector<T>.Zero;
            for (; i <= bits.Length - Vector<T>.Count; i += Vector<T>.Count)
                most = Vector.Max(most, new Vector<T>(bits[i..]) & mask);
            for (int lane = 0; lane < Vector<T>.Count; lane++)
                largest = T.Max(largest, most[lane]);
        }

        for (; i < bits.Length; i++)
            largest = T.Max(largest, bits[i] & magnitude);
        return largest;
    }

    private static int First(WeightType type, ReadOnlySpan<byte> stored, int count, bool isVariance)
    {
        float[] values = new float[count];
        WeightConversion.ToSingle(type, stored, values);
        return Array.FindIndex(values, value => !float.IsFinite(value) || (isVariance && value < 0));
    }
}
