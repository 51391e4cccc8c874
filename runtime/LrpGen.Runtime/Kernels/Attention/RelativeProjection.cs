namespace LrpGen.Runtime;

/// <summary>
/// The embeddings of distances as a layer's attention meets them (He et al. 2021, DeBERTa): normalised, and projected by the layer's own
/// products of keys and queries. They are constants of the weights, computed at first use.
/// </summary>
public sealed class RelativeProjection : IDisposable
{
    private readonly RelativePositions _positions;
    private readonly Lazy<AlignedBuffer?> _keys;
    private readonly Lazy<AlignedBuffer?> _queries;
    private readonly int _rows;
    private readonly int _columns;

    /// <summary>Takes what they are made of.</summary>
    /// <param name="distances">The embeddings, [2·span, columns].</param>
    /// <param name="norm">The layer norm over them; null for none.</param>
    /// <param name="keys">Projects them as keys; null where queries do not meet them.</param>
    /// <param name="queries">Projects them as queries; null where keys do not meet them.</param>
    /// <param name="buckets"><c>position_buckets</c>; 0 for none.</param>
    /// <param name="maxDistance"><c>max_relative_positions</c>.</param>
    public RelativeProjection(LearnedRows distances, NormWeights? norm, PackedLinear? keys, PackedLinear? queries, int buckets, int maxDistance)
    {
        ArgumentNullException.ThrowIfNull(distances);
        _positions = new RelativePositions(distances.Rows / 2, buckets, maxDistance);
        (_rows, _columns) = (distances.Rows, distances.Columns);
        _keys = new(() => Project(distances, norm, keys));
        _queries = new(() => Project(distances, norm, queries));
    }

    /// <summary>The projected embeddings.</summary>
    public RelativeEmbeddings Embeddings => new() { Positions = _positions, Keys = View(_keys.Value), Queries = View(_queries.Value) };

    /// <summary>Frees what was computed.</summary>
    public void Dispose()
    {
        foreach (Lazy<AlignedBuffer?> projected in new[] { _keys, _queries })
        {
            if (projected.IsValueCreated)
            {
                projected.Value?.Dispose();
            }
        }
    }

    private Matrix View(AlignedBuffer? values) => values is null ? default : new(values.Span, _rows, _columns, Matrix.Pad(_columns));

    private AlignedBuffer? Project(LearnedRows distances, NormWeights? norm, PackedLinear? product)
    {
        if (product is null)
        {
            return null;
        }

        using var workers = new Workers(1);
        AlignedBuffer projected = new((long)_rows * Matrix.Pad(_columns));
        if (norm is null)
        {
            Linear.Forward(distances.Values, product, View(projected), workers);
            return projected;
        }

        using var normalised = new AlignedBuffer(projected.Length);
        using var statistics = new AlignedBuffer((long)_rows * Matrix.Pad(2));
        LayerNorm.Forward(distances.Values, norm, View(normalised), new Matrix(statistics.Span, _rows, 2, Matrix.Pad(2)), workers);
        Linear.Forward(View(normalised), product, View(projected), workers);
        return projected;
    }
}
