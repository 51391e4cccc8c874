namespace LrpGen.Runtime;

/// <summary>Stands in for a tensor that is missing or wrong, so that all of them can be reported at once. It has no values.</summary>
internal sealed class AbsentSource(string name, long[] shape) : IFloatSource
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public ReadOnlySpan<long> Shape => shape;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Always: nothing may be computed with values that are not there.</exception>
    public void Read(long start, Span<float> destination)
        => throw new InvalidOperationException($"{name}: the checkpoint does not hold this tensor as it was asked for; {nameof(WeightLoader.ThrowIfMismatched)} says what it holds.");
}
