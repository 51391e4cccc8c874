namespace LrpGen.Runtime;

/// <summary>A matrix that is stored the other way round.</summary>
/// <param name="source">The stored matrix, [columns, rows].</param>
internal sealed class TransposedSource(IFloatSource source) : IFloatSource
{
    private readonly long[] _shape = source is { Shape: { Length: 2 } shape }
        ? [shape[1], shape[0]]
        : throw new ArgumentException($"{source?.Name}: expected a matrix.", nameof(source));

    /// <inheritdoc/>
    public string Name => source.Name;

    /// <inheritdoc/>
    public ReadOnlySpan<long> Shape => _shape;

    /// <inheritdoc/>
    public void Read(long start, Span<float> destination)
    {
        (long rows, long columns) = (_shape[0], _shape[1]);
        if (start < 0 || start + destination.Length > rows * columns)
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"{Name} has {rows * columns} values; {destination.Length} were asked for.");
        }

        // Several whole rows are as many numbers side by side in every stored row.
        if (start % columns == 0 && destination.Length % columns == 0 && !destination.IsEmpty)
        {
            int count = (int)(destination.Length / columns);
            float[] side = new float[count];
            for (int c = 0; c < columns; c++)
            {
                source.Read((c * rows) + (start / columns), side);
                for (int r = 0; r < count; r++)
                {
                    destination[(int)(r * columns) + c] = side[r];
                }
            }

            return;
        }

        for (int i = 0; i < destination.Length; i++)
        {
            (long row, long column) = ((start + i) / columns, (start + i) % columns);
            source.Read((column * rows) + row, destination.Slice(i, 1));
        }
    }
}
