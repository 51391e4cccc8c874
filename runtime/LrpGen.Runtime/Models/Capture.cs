
namespace LrpGen.Runtime;

/// <summary>What a call reads out on the way.</summary>
[Flags]
public enum RelevanceDetail
{
    /// <summary>The relevance of tokens only.</summary>
    Tokens = 0,

    /// <summary>The relevance of every dimension of the word embeddings.</summary>
    EmbeddingDimensions = 1,

    /// <summary>The relevance of the hidden state before every layer and after the last one.</summary>
    HiddenStates = 2,

    /// <summary>The relevance of every attention head.</summary>
    Heads = 4,

    /// <summary>The conservation ledger.</summary>
    Ledger = 8,

    /// <summary>The values of the hidden states themselves.</summary>
    HiddenValues = 16,

    /// <summary>The attention probabilities.</summary>
    Attention = 32,
}

/// <summary>Reads relevance and values out of the passes of a generated model.</summary>
/// <remarks>
/// Generated code calls these methods unconditionally; each returns at once when its detail was not asked for.
/// Arrays are ordered target, then layer, then row.
/// </remarks>
public sealed class Capture
{
    private GrowingArray<float> tokens;
    private GrowingArray<float> embedding;
    private GrowingArray<float> hidden;
    private GrowingArray<float> heads;
    private GrowingArray<float> hiddenValues;
    private GrowingArray<float> attention;
    private GrowingArray<double> gains;
    private int hiddenStates;
    private int attentionLayers;
    private int headCount;
    private int attentionStride;
    private int tokenCount;
    private int sequenceCount;
    private int firstTarget;
    private int targets;
    private int[] batchStarts = [];

    /// <summary>What was asked for.</summary>
    public RelevanceDetail Detail { get; private set; }

    /// <summary>Relevance of tokens: targets × tokens.</summary>
    public Span<float> TokenRelevance => tokens.Span;

    /// <summary>Relevance of embedding dimensions: targets × tokens × embedding size.</summary>
    public Span<float> EmbeddingRelevance => embedding.Span;

    /// <summary>The same of the targets that the pass under way computes, from the first of them on.</summary>
    internal Span<float> TokensOfGroup => TokenRelevance[(firstTarget * tokenCount)..];

    /// <summary>The same of the targets that the pass under way computes, if it was asked for.</summary>
    internal Span<float> DimensionsOfGroup(int size) => EmbeddingRelevance.IsEmpty ? [] : EmbeddingRelevance[checked(firstTarget * tokenCount * size)..];

    /// <summary>Relevance of hidden states, summed over units: targets × (layers + 1) × tokens.</summary>
    public ReadOnlySpan<float> HiddenRelevance => hidden.Span;

    /// <summary>Relevance of heads: targets × layers × heads × sequences.</summary>
    public ReadOnlySpan<float> HeadRelevance => heads.Span;

    /// <summary>Values of hidden states: (layers + 1) × tokens × hidden size.</summary>
    public ReadOnlySpan<float> HiddenValues => hiddenValues.Span;

    /// <summary>Attention probabilities of a layer, laid out as <see cref="Runtime.Attention.ProbabilityOffset"/> says.</summary>
    public ReadOnlySpan<float> AttentionProbabilities(int layer) => attention.Span.Slice(layer * attentionStride, attentionStride);

    /// <summary>Σ|R| of every hidden state: targets × (layers + 1) × sequences.</summary>
    public ReadOnlySpan<double> HiddenMagnitudes => gains.Span;

    /// <summary>Makes room for a call.</summary>
    internal void Prepare(TokenInput model, TokenBatch batch, int targets, RelevanceDetail detail)
    {
        Detail = detail;
        firstTarget = 0;
        hiddenStates = model.EncoderLayers + 1;
        attentionLayers = model.EncoderLayers;
        headCount = model.Heads;
        tokenCount = batch.Tokens;
        sequenceCount = batch.Count;
        if (batchStarts.Length < batch.Starts.Length)
        {
            batchStarts = new int[batch.Starts.Length];
        }

        batch.Starts.CopyTo(batchStarts);
        int rows = CallSize.Rows(batch.Tokens, targets), sequences = CallSize.Rows(batch.Count, targets);
        tokens.Clear(rows);
        embedding.Clear(Has(RelevanceDetail.EmbeddingDimensions) ? CallSize.Floats(rows, model.EmbeddingSize) : 0);
        hidden.Clear(Has(RelevanceDetail.HiddenStates) ? CallSize.Floats(rows, hiddenStates) : 0);
        heads.Clear(Has(RelevanceDetail.Heads) ? CallSize.Floats(CallSize.Rows(sequences, attentionLayers), headCount) : 0);
        hiddenValues.Clear(Has(RelevanceDetail.HiddenValues) ? CallSize.Floats(CallSize.Rows(batch.Tokens, hiddenStates), model.HiddenSize) : 0);
        attentionStride = Has(RelevanceDetail.Attention)
            ? checked((int)Runtime.Attention.ProbabilityCount(batch.Starts, batch.Starts, headCount))
            : 0;
        attention.Clear(CallSize.Rows(attentionStride, attentionLayers));
        gains.Clear(Has(RelevanceDetail.Ledger) ? CallSize.Rows(sequences, hiddenStates) : 0);
    }

    /// <summary>The pass that follows computes the relevance of the targets from this one on.</summary>
    internal void BeginGroup(int first, int count) => (firstTarget, targets) = (first, count);

    /// <summary>Keeps the values of hidden state <paramref name="index"/> (0: input of the first layer).</summary>
    public void HiddenState(int index, in Matrix x)
    {
        if (!Has(RelevanceDetail.HiddenValues))
        {
            return;
        }

        for (int row = 0; row < x.Rows; row++)
        {
            x[row].CopyTo(hiddenValues.Span[(((index * tokenCount) + TokenOf(row, x.Rows)) * x.Columns)..]);
        }
    }

    /// <summary>Keeps the attention probabilities of a layer.</summary>
    public void Attention(int layer, ReadOnlySpan<float> probabilities)
    {
        if (Has(RelevanceDetail.Attention))
        {
            probabilities.CopyTo(attention.Span[(layer * attentionStride)..]);
        }
    }

    /// <summary>Relevance of hidden state <paramref name="index"/>: R(row) = Σ x ⊙ g over its units, or Σ g where x is <c>default</c>: g is R itself.</summary>
    public void Hidden(int index, in Matrix x, in Matrix g, ReadOnlySpan<int> starts)
    {
        if (!Has(RelevanceDetail.HiddenStates) && !Has(RelevanceDetail.Ledger))
        {
            return;
        }

        int sequences = starts.Length - 1, rows = g.Rows / targets;
        for (int target = 0; target < targets; target++)
        {
            for (int sequence = 0; sequence < sequences; sequence++)
            {
                double magnitude = 0;
                (int first, int end) = RowsOf(sequence, rows, starts);
                for (int row = first; row < end; row++)
                {
                    ReadOnlySpan<float> values = x.IsEmpty ? [] : x[row];
                    ReadOnlySpan<float> gradient = g[(target * rows) + row];
                    if (Has(RelevanceDetail.HiddenStates))
                    {
                        hidden[((((firstTarget + target) * hiddenStates) + index) * tokenCount) + TokenOf(row, rows)]
                            = (float)(x.IsEmpty ? Reductions.Sum(gradient) : Reductions.Dot(values, gradient));
                    }

                    if (Has(RelevanceDetail.Ledger))
                    {
                        magnitude += x.IsEmpty ? Reductions.SumOfMagnitudes(gradient) : Reductions.AbsoluteDot(values, gradient);
                    }
                }

                if (Has(RelevanceDetail.Ledger))
                {
                    gains[((((firstTarget + target) * hiddenStates) + index) * sequences) + sequence] = magnitude;
                }
            }
        }
    }

    /// <summary>Relevance of the heads of a layer, at the context before the output projection, summed over tokens.</summary>
    public void Heads(int layer, in Matrix context, in Matrix g, ReadOnlySpan<int> starts)
    {
        if (!Has(RelevanceDetail.Heads))
        {
            return;
        }

        int sequences = starts.Length - 1;
        int width = context.Columns / headCount;
        for (int target = 0; target < g.Rows / context.Rows; target++)
        {
            for (int head = 0; head < headCount; head++)
            {
                for (int sequence = 0; sequence < sequences; sequence++)
                {
                    double sum = 0;
                    (int first, int end) = RowsOf(sequence, context.Rows, starts);
                    for (int row = first; row < end; row++)
                    {
                        sum += Reductions.Dot(
                            context[row].Slice(head * width, width),
                            g[(target * context.Rows) + row].Slice(head * width, width));
                    }

                    heads[((((((firstTarget + target) * attentionLayers) + layer) * headCount) + head) * sequences) + sequence] = (float)sum;
                }
            }
        }
    }

    // A tensor has a row for every token, or, where only the first token is read, one for every sequence.
    private bool IsPerSequence(int rows) => rows == sequenceCount && rows != tokenCount;

    private (int First, int End) RowsOf(int sequence, int rows, ReadOnlySpan<int> starts)
        => IsPerSequence(rows) ? (sequence, sequence + 1) : (starts[sequence], starts[sequence + 1]);

    private int TokenOf(int row, int rows) => IsPerSequence(rows) ? batchStarts[row] : row;

    private bool Has(RelevanceDetail detail) => (Detail & detail) != 0;
}
