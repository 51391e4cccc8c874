using LrpGen.Runtime;

namespace LrpGen.Conformance.Tests;

/// <summary>A tensor of a checkpoint with its bytes.</summary>
internal sealed record StoredTensor(string Name, string Type, long[] Shape, byte[] Bytes)
{
    /// <summary>The tensors of a folder's checkpoint, in ordinal order.</summary>
    public static StoredTensor[] ReadAll(string folder)
    {
        using Checkpoint checkpoint = Checkpoint.Open(Path.Combine(folder, "model.safetensors"));
        return [.. checkpoint.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).Select(tensor =>
        {
            byte[] bytes = new byte[tensor.ByteCount];
            tensor.ReadBytes(0, bytes);
            return new StoredTensor(tensor.Name, tensor.StoredTypeName, tensor.Shape.ToArray(), bytes);
        })];
    }
}

/// <summary>Changes one tensor of a checkpoint, as a wrong script or a wrong version would.</summary>
internal static class CheckpointChange
{
    private static readonly string[] Prefixes = ["module.", "model.", "_orig_mod.", "bert.", "base_model.model.", "x."];

    /// <summary>A change of a random kind.</summary>
    /// <returns>The tensors, the names of which a message must have one, and what was done.</returns>
    public static (StoredTensor[] Tensors, string[] Names, string What) Random(StoredTensor[] tensors, Random random)
    {
        int at = random.Next(tensors.Length);
        StoredTensor one = tensors[at];
        StoredTensor[] others = [.. tensors.Where(tensor => tensor != one)];
        string name = OtherName(tensors, one.Name, random);
        switch (random.Next(8))
        {
            case 0:
                return (others, [one.Name], $"{one.Name} dropped");
            case 1:
                return ([.. others, one with { Name = name }], [one.Name, name], $"{one.Name} renamed to {name}");
            case 2 when IsTurnedByTransposing(one.Shape):
                return ([.. others, Transposed(one)], [one.Name], $"{one.Name} transposed");
            case 3:
                string prefixed = Prefixes[random.Next(Prefixes.Length)] + one.Name;
                return tensors.Any(tensor => tensor.Name == prefixed)
                    ? (others, [one.Name], $"{one.Name} dropped")
                    : ([.. others, one with { Name = prefixed }], [one.Name, prefixed], $"{one.Name} prefixed to {prefixed}");
            case 4:
                string prefix = Prefixes[random.Next(Prefixes.Length)];
                return ([.. tensors.Select(tensor => tensor with { Name = prefix + tensor.Name })], [], $"all prefixed with {prefix}");
            case 5:
                return ([.. tensors, one with { Name = name }], [name], $"{one.Name} copied to {name}");
            case 6:
                string added = $"{(random.Next(2) == 0 ? "extra" : name)}.weight{random.Next(3)}";
                return ([.. tensors, new StoredTensor(added, "F32", [2], new byte[8])], [added], $"{added} added");
            default:
                return ([.. others, Longer(one)], [one.Name], $"{one.Name} made longer");
        }
    }

    /// <summary>A name that no tensor has: of another layer, of a part of the module, or of something else.</summary>
    private static string OtherName(StoredTensor[] tensors, string name, Random random)
    {
        string other = random.Next(6) switch
        {
            0 => NextNumber(name),
            1 => name + ".copy",
            2 => "copy." + name,
            3 => name[..(name.LastIndexOf('.') + 1)] + "scale",
            4 => name.Replace(".weight", ".gamma", StringComparison.Ordinal).Replace(".bias", ".beta", StringComparison.Ordinal),
            _ => new string([.. name.Reverse()]),
        };
        return tensors.Any(tensor => tensor.Name == other) ? other + "_" + random.Next(100) : other;
    }

    private static string NextNumber(string name)
    {
        int digit = name.IndexOfAny([.. "0123456789"]);
        return digit < 0 ? name + "2" : name[..digit] + (name[digit] == '9' ? "10" : (char)(name[digit] + 1)) + name[(digit + 1)..];
    }

    private static bool IsTurnedByTransposing(long[] shape) => !shape.SequenceEqual(shape.Reverse());

    private static StoredTensor Transposed(StoredTensor tensor)
    {
        int size = tensor.Bytes.Length / (int)Math.Max(1, tensor.Shape.Aggregate(1L, (a, b) => a * b));
        byte[] turned = new byte[tensor.Bytes.Length];
        long[] shape = [.. tensor.Shape.Reverse()];
        int count = turned.Length / Math.Max(1, size);
        for (int to = 0; to < count; to++)
        {
            // The place in the turned tensor, read from its last axis, is the place in the other from its first.
            long rest = to, from = 0, stride = 1;
            long[] place = new long[shape.Length];
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                (rest, place[axis]) = Math.DivRem(rest, shape[axis]);
            }

            for (int axis = tensor.Shape.Length - 1; axis >= 0; axis--)
            {
                from += place[shape.Length - 1 - axis] * stride;
                stride *= tensor.Shape[axis];
            }

            tensor.Bytes.AsSpan((int)from * size, size).CopyTo(turned.AsSpan(to * size));
        }

        return tensor with { Shape = shape, Bytes = turned };
    }

    private static StoredTensor Longer(StoredTensor tensor)
    {
        if (tensor.Shape.Length == 0)
        {
            return tensor with { Shape = [2], Bytes = [.. tensor.Bytes, .. tensor.Bytes] };
        }

        int row = tensor.Bytes.Length / (int)tensor.Shape[0];
        return tensor with { Shape = [tensor.Shape[0] + 1, .. tensor.Shape[1..]], Bytes = [.. tensor.Bytes, .. tensor.Bytes[..row]] };
    }
}
