namespace LrpGen.Runtime;

/// <summary>Name and shape of a tensor that is part of a packed section: nobody has to read it any more.</summary>
internal sealed class PackedSource(string name, long[] shape) : IFloatSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ReadOnlySpan<long> Shape => shape;

    /// <inheritdoc/>
    public void Read(long start, Span<float> destination) => throw new InvalidOperationException($"{name} is packed; it is read as part of its section.");
}
