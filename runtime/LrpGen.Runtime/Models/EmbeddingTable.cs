namespace LrpGen.Runtime;

/// <summary>An embedding matrix that stays where it is: rows are read from the mapped file when they are needed.</summary>
/// <remarks>A multilingual vocabulary is most of a small model; a call reads a few dozen of its rows.</remarks>
/// <param name="source">The weights [rows, columns].</param>
public sealed class EmbeddingTable(IFloatSource source)
{
    /// <summary>Number of rows.</summary>
    public int Rows { get; } = checked((int)source.Shape[0]);

    /// <summary>Number of columns.</summary>
    public int Columns { get; } = checked((int)source.Shape[1]);

    /// <summary>Reads a row.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such row.</exception>
    public void Read(int row, Span<float> destination)
    {
        if ((uint)row >= (uint)Rows)
        {
            throw new ArgumentOutOfRangeException(nameof(row), row, $"{source.Name} has {Rows} rows, 0 to {Rows - 1}.");
        }

        source.ReadRow(row, destination[..Columns]);
    }
}
