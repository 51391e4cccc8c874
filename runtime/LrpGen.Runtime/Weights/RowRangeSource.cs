namespace LrpGen.Runtime;

/// <summary>Some rows of a tensor: those from <paramref name="first"/> on, along its first dimension.</summary>
/// <param name="source">The tensor.</param>
/// <param name="first">The first row.</param>
/// <param name="count">Number of rows.</param>
internal sealed class RowRangeSource(IFloatSource source, long first, long count) : IFloatSource
{
    private readonly long[] _shape = Check(source, first, count);

    /// <summary>The name, with the rows: sections of one tensor need names of their own.</summary>
    public string Name => $"{source.Name}[{first}..{first + count}]";

    /// <inheritdoc/>
    public ReadOnlySpan<long> Shape => _shape;

    /// <inheritdoc/>
    public void Read(long start, Span<float> destination)
    {
        long row = 1;
        foreach (long size in _shape.AsSpan(1))
        {
            row *= size;
        }

        if (start < 0 || start + destination.Length > count * row)
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"{Name} has {count * row} values; {destination.Length} were asked for.");
        }

        source.Read((first * row) + start, destination);
    }

    private static long[] Check(IFloatSource source, long first, long count)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (source.Shape.IsEmpty || first < 0 || count < 1 || first > source.Shape[0] - count)
        {
            throw new ArgumentOutOfRangeException(nameof(first), first, $"{source.Name}: [{string.Join(", ", source.Shape.ToArray())}] has no {count} rows from there on.");
        }

        return [count, .. source.Shape[1..]];
    }
}
