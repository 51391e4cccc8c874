namespace LrpGen.Runtime;

/// <summary>Stands in for a tensor that is missing or wrong, so that loading can go on and report everything at once.</summary>
internal sealed class ZeroSource(string name, long[] shape) : IFloatSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ReadOnlySpan<long> Shape => shape;

    /// <inheritdoc/>
    public void Read(long start, Span<float> destination) => destination.Clear();
}
