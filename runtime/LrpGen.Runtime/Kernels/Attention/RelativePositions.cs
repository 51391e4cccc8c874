namespace LrpGen.Runtime;

/// <summary>Which relative embedding belongs to which distance of query and key (He et al. 2021, DeBERTa; version 2's buckets).</summary>
/// <remarks>Immutable; models share it between layers and calls.</remarks>
public sealed class RelativePositions
{
    private readonly int _reach;

    /// <summary>Makes the table.</summary>
    /// <param name="span">Half the number of relative embeddings: the buckets if there are some, else the largest distance.</param>
    /// <param name="buckets">
    /// <c>position_buckets</c>: up to half of them distances have embeddings of their own, beyond it they share one the more the
    /// farther they are; 0 or less for none.
    /// </param>
    /// <param name="maxDistance"><c>max_relative_positions</c>: the distance that the buckets reach.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is too small.</exception>
    public RelativePositions(int span, int buckets, int maxDistance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, 1);
        bool hasBuckets = buckets > 0 && maxDistance > 0;
        if (hasBuckets)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(buckets, 2);
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(maxDistance - 1, buckets / 2);
        }

        Span = span;

        // Where either end is reached, all farther distances have the same.
        List<int> magnitudes = [0];
        while (magnitudes[^1] < span)
        {
            magnitudes.Add(hasBuckets ? Bucket(magnitudes.Count, buckets / 2, maxDistance) : magnitudes.Count);
        }

        _reach = magnitudes.Count - 1;
        Indices = [.. Enumerable.Range(-_reach, (2 * _reach) + 1).Select(d => Math.Clamp(span + (Math.Sign(d) * magnitudes[Math.Abs(d)]), 0, (2 * span) - 1))];
    }

    /// <summary>Half the number of relative embeddings.</summary>
    public int Span { get; }

    /// <summary>The farthest distance that <see cref="Indices"/> has; those beyond it count as it.</summary>
    internal int Reach => _reach;

    /// <summary>The embedding's row for each distance from −<see cref="Reach"/> on.</summary>
    internal int[] Indices { get; }

    /// <summary>The row of the relative embeddings for a distance, query − key.</summary>
    public int Index(int distance) => Indices[Math.Clamp(distance, -_reach, _reach) + _reach];

    // In single precision, as the models were trained with it.
    private static int Bucket(int distance, int middle, int maxDistance)
    {
        if (distance <= middle)
        {
            return distance;
        }

        float part = MathF.Log((float)distance / middle) / MathF.Log((float)((maxDistance - 1.0) / middle)) * (middle - 1);
        return (int)MathF.Ceiling(part) + middle;
    }
}

/// <summary>What the relative embeddings give to attention's scores: those of a layer, projected.</summary>
public readonly ref struct RelativeEmbeddings
{
    /// <summary>The row for each distance.</summary>
    public required RelativePositions Positions { get; init; }

    /// <summary>
    /// Projected as keys, [2·span, H]: query i gives its product with the row for i − j to the score of key j (content to position);
    /// <c>default</c> for none.
    /// </summary>
    public Matrix Keys { get; init; }

    /// <summary>
    /// Projected as queries, [2·span, H]: key j gives its product with the row for i − j to its score from query i (position to content);
    /// <c>default</c> for none.
    /// </summary>
    public Matrix Queries { get; init; }

    /// <summary>The scale of all scores, 1/√(terms·columns of a head), with the products of contents as the first term.</summary>
    /// <param name="headColumns">Columns of a head.</param>
    public float Scale(int headColumns) => (float)(1 / Math.Sqrt((double)headColumns * (1 + (Keys.IsEmpty ? 0 : 1) + (Queries.IsEmpty ? 0 : 1))));
}
