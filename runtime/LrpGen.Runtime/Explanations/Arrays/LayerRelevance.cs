using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>The relevance at the output of an inner layer.</summary>
/// <param name="Name">The layer's name in the checkpoint: <c>features.3</c>, …</param>
/// <param name="Shape">Its shape without the batch, in PyTorch's order.</param>
/// <param name="Values">The relevance, the last axis running fastest.</param>
public sealed record LayerRelevance(string Name, ImmutableArray<int> Shape, ImmutableArray<float> Values)
{
    /// <summary>Its shape without the batch, in PyTorch's order.</summary>
    public ImmutableArray<int> Shape { get; init => field = value.OrEmpty(); } = Shape.OrEmpty();

    /// <summary>The relevance, the last axis running fastest.</summary>
    public ImmutableArray<float> Values { get; init => field = value.OrEmpty(); } = Values.OrEmpty();

    /// <summary>Σ R over the layer.</summary>
    public double Sum => Values.Sum(value => (double)value);

    /// <inheritdoc/>
    public bool Equals(LayerRelevance? other) =>
        other is not null && Name == other.Name && Shape.SameAs(other.Shape) && Values.SameAs(other.Values);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Shape.Length, Values.Length);
}
