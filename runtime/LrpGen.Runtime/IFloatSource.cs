namespace LrpGen.Runtime;

/// <summary>
/// A tensor whose values can be read as 32-bit floats, whatever they are stored as.
/// </summary>
/// <remarks>Weights are packed from such a source piece by piece, so that a checkpoint is never held twice.</remarks>
public interface IFloatSource
{
    /// <summary>The name in the checkpoint, for messages.</summary>
    string Name { get; }

    /// <summary>The dimensions, outermost first.</summary>
    ReadOnlySpan<long> Shape { get; }

    /// <summary>Reads <c>destination.Length</c> values from the flat, row-major position <paramref name="start"/> on.</summary>
    void Read(long start, Span<float> destination);

    /// <summary>Reads all values at one index of the first dimension: for rows that are looked up again and again.</summary>
    /// <param name="row">The index.</param>
    /// <param name="destination">Receives the row; must be exactly as long.</param>
    void ReadRow(long row, Span<float> destination) => Read(row * destination.Length, destination);
}
