using System.Collections.Immutable;
using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>Sizes of arrays, written and checked.</summary>
internal static class ArrayShape
{
    /// <summary>As PyTorch writes it: <c>[1, 28, 28]</c>.</summary>
    public static string Describe(IEnumerable<int> sizes) =>
        $"[{string.Join(", ", sizes.Select(size => size.ToString(CultureInfo.InvariantCulture)))}]";

    /// <summary>How many values an array of this shape has; −1 for a shape that no array has.</summary>
    public static long Count(ImmutableArray<int> shape)
    {
        long count = 1;
        foreach (int size in shape)
        {
            if (size < 1) return -1;
            count *= size;
            if (count > int.MaxValue) return -1;
        }

        return shape.IsEmpty ? -1 : count;
    }

    /// <summary>Adds a fault if the values are not as many as the shape says.</summary>
    public static void Check(string what, ImmutableArray<int> shape, int values, List<string> faults)
    {
        long count = Count(shape);
        if (count < 0) faults.Add($"{what} cannot have shape {Describe(shape)}");
        else if (count != values) faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what} of shape {Describe(shape)} needs {count} values, found {values}"));
    }
}
