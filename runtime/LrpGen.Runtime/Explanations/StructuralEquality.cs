using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>Value equality for the arrays of a record: <see cref="ImmutableArray{T}"/> itself compares references.</summary>
internal static class StructuralEquality
{
    /// <summary>A default array reads as an empty one.</summary>
    public static ImmutableArray<T> OrEmpty<T>(this ImmutableArray<T> array) => array.IsDefault ? [] : array;

    /// <summary>Equal length, equal elements in order.</summary>
    public static bool SameAs<T>(this ImmutableArray<T> left, ImmutableArray<T> right)
        where T : IEquatable<T> => left.AsSpan().SequenceEqual(right.AsSpan());

    /// <summary>Equal rows.</summary>
    public static bool SameAs<T>(this ImmutableArray<ImmutableArray<T>> left, ImmutableArray<ImmutableArray<T>> right)
        where T : IEquatable<T>
    {
        if (left.Length != right.Length) return false;
        for (int i = 0; i < left.Length; i++)
        {
            if (!left[i].OrEmpty().SameAs(right[i].OrEmpty())) return false;
        }

        return true;
    }
}
