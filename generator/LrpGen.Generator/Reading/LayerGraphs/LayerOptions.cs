namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>
/// The fields of a layer. What an operator does not have is empty, 0, false or null. Numbers that become constants of the
/// generated code are kept as the tokens of the file, so that no digit is lost.
/// </summary>
internal sealed record LayerOptions
{
    /// <summary>Convolutions and pools: one number a spatial axis, as for the next ones.</summary>
    public EquatableArray<int> Kernel { get; init; }

    public EquatableArray<int> Stride { get; init; }

    /// <summary>Zeros before each axis; in pools, places that are not there.</summary>
    public EquatableArray<int> Padding { get; init; }

    /// <summary>The same behind each axis.</summary>
    public EquatableArray<int> PaddingBehind { get; init; }

    /// <summary>Transposed convolutions: rows and columns added at the end.</summary>
    public EquatableArray<int> OutputPadding { get; init; }

    public EquatableArray<int> Dilation { get; init; }

    /// <summary>Convolutions; 1 unless grouped.</summary>
    public int Groups { get; init; }

    /// <summary>Layers with a weight: whether there is a bias as well. Norms: whether there are a weight and a bias.</summary>
    public bool HasBias { get; init; }

    /// <summary>Batch norm and layer norm: the token of the file.</summary>
    public string? Epsilon { get; init; }

    public bool CeilMode { get; init; }

    public bool CountIncludePad { get; init; }

    /// <summary>Adaptive pools: one number a spatial axis.</summary>
    public EquatableArray<int> OutputSize { get; init; }

    /// <summary>Concat and slice: counted without the batch, so 0 is the channels. The file counts the batch, as PyTorch does.</summary>
    public int Axis { get; init; }

    /// <summary>Normalize: tokens of the file, one, or one a channel.</summary>
    public EquatableArray<string> Mean { get; init; }

    public EquatableArray<string> Std { get; init; }

    /// <summary>Upsample: <c>nearest</c>, <c>bilinear</c>. GELU: <c>none</c> (exact), <c>tanh</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>Upsample: one number a spatial axis.</summary>
    public EquatableArray<int> ScaleFactor { get; init; }

    public bool AlignCorners { get; init; }

    /// <summary>Slice: the first index.</summary>
    public int Start { get; init; }

    /// <summary>Slice: the index behind the last.</summary>
    public int End { get; init; }

    /// <summary>Slice: from one index to the next.</summary>
    public int Step { get; init; }

    /// <summary>Reshape: without the batch and without -1.</summary>
    public EquatableArray<int> Shape { get; init; }

    /// <summary>Leaky ReLU: the token of the file.</summary>
    public string? NegativeSlope { get; init; }

    /// <summary>ELU: the token of the file.</summary>
    public string? Alpha { get; init; }

    /// <summary>Clip: the token of the file, or <c>-Infinity</c>.</summary>
    public string? Minimum { get; init; }

    /// <summary>Clip: the token of the file, or <c>Infinity</c>.</summary>
    public string? Maximum { get; init; }

    /// <summary>Padding: the token of the file.</summary>
    public string? Value { get; init; }

    /// <summary>Attention.</summary>
    public AttentionOptions? Attention { get; init; }

    /// <summary>Dense layers: the first of the outputs that are the layer's, and how many the checkpoint's tensor has; null where it has those alone.</summary>
    public (int First, int Of)? Outputs { get; init; }

    /// <summary>Dense layers: whether the checkpoint stores the weight as [inputs, outputs].</summary>
    public bool IsTransposed { get; init; }

    /// <summary>Rotary positions.</summary>
    public RotaryOptions? Rotary { get; init; }

    /// <summary>Embeddings.</summary>
    public EmbeddingOptions? Embedding { get; init; }
}

/// <summary>Heads and mask of an attention.</summary>
/// <param name="Heads">Heads of the queries.</param>
internal sealed record AttentionOptions(int Heads)
{
    /// <summary>Heads of keys and values, of which groups of query heads share one.</summary>
    public int KeyValueHeads { get; init; } = Heads;

    /// <summary>Whether a query sees no key behind its own position.</summary>
    public bool IsCausal { get; init; }

    /// <summary>Width of the window of keys that a query sees; 0 for all.</summary>
    public int Window { get; init; }

    /// <summary>DeBERTa's embeddings of distances.</summary>
    public RelativeOptions? Relative { get; init; }
}

/// <summary>Embeddings of the distance between query and key, which attention meets as keys, as queries or as both (He et al. 2021).</summary>
/// <param name="Table">Their tensor.</param>
/// <param name="Norm">The layer norm over them; null for none.</param>
/// <param name="NormEpsilon">Its ε, as the token of the file.</param>
/// <param name="Span">Half their number.</param>
/// <param name="Buckets">Buckets of distances; 0 for one each.</param>
/// <param name="MaxDistance">The largest distance.</param>
/// <param name="AsKeys">Whether queries meet them (content to position).</param>
/// <param name="AsQueries">Whether keys meet them (position to content).</param>
internal sealed record RelativeOptions(string Table, string? Norm, string NormEpsilon, int Span, int Buckets, int MaxDistance, bool AsKeys, bool AsQueries);

/// <summary>Rotary positions.</summary>
/// <param name="Frequencies">What makes the runtime's frequencies, as C#.</param>
/// <param name="HeadColumns">Columns of a head.</param>
internal sealed record RotaryOptions(string Frequencies, int HeadColumns);

/// <summary>How ids become rows of embedding tables.</summary>
/// <param name="PositionsAfterPadding">Whether positions count from behind the padding id.</param>
/// <param name="PaddingId">The id that is no token.</param>
internal sealed record EmbeddingOptions(bool PositionsAfterPadding, int PaddingId);
