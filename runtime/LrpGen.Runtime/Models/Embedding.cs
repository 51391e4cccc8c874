using System.Numerics.Tensors;

namespace LrpGen.Runtime;

/// <summary>How token positions are numbered.</summary>
public enum PositionNumbering
{
    /// <summary>0, 1, 2, … (BERT, DistilBERT, ELECTRA).</summary>
    FromZero,

    /// <summary>
    /// Tokens other than padding count from padding id + 1; padding has the position padding id
    /// (RoBERTa and XLM-R; <c>create_position_ids_from_input_ids</c> in transformers).
    /// </summary>
    AfterPadding,
}

/// <summary>Sum of word, position and token type embeddings, and where its relevance goes.</summary>
/// <param name="Words">Word embeddings [vocabulary, embedding size].</param>
/// <param name="Positions">Position embeddings [positions, embedding size]; null for none.</param>
/// <param name="Types">Token type embeddings [types, embedding size], or <see langword="null"/>.</param>
/// <param name="Numbering">How positions are numbered.</param>
/// <param name="PaddingId">Id of the padding token.</param>
public sealed record Embedding(
    EmbeddingTable Words, EmbeddingTable? Positions, EmbeddingTable? Types, PositionNumbering Numbering, int PaddingId)
{
    /// <summary>y [tokens, embedding size] = word · scale + position + type.</summary>
    /// <remarks>
    /// The scale is 1 except on the path of integrated gradients and under occlusion, where it is the share of the word; the rest is
    /// the baseline's: zeros, or another word. SmoothGrad adds noise.
    /// </remarks>
    public void Forward(Workspace run, in Matrix y)
    {
        Span<float> row = Scratch(stackalloc float[1024]);
        foreach ((int token, int position, int sequence) in Numbered(run.Batch))
        {
            Span<float> sum = y[token];
            y.Data.Slice((token * y.Stride) + y.Columns, y.Stride - y.Columns).Clear();
            Words.Read(run.Batch.Ids[token], sum);
            float scale = run.Path.ScaleAt(token - run.Batch.Starts[sequence]);
            if (scale != 1)
            {
                TensorPrimitives.Multiply(sum, scale, sum);
                if (ReadBaseline(run, token, row))
                {
                    TensorPrimitives.MultiplyAdd(row, 1 - scale, sum, sum);
                }
            }

            if (Positions is not null)
            {
                Positions.Read(position, row);
                TensorPrimitives.Add(sum, row, sum);
            }

            if (Types is not null)
            {
                Types.Read(run.Batch.Types[token], row);
                TensorPrimitives.Add(sum, row, sum);
            }
        }

        if (run.Path.NoiseLevel > 0)
        {
            AddNoise(run, y, row);
        }
    }

    /// <summary>
    /// R(token) = Σ e ⊙ g over the word embedding e (with a baseline, over what it is more than that); positions and types take their own share. A method that reads the
    /// gradient gets g itself.
    /// </summary>
    /// <param name="run">The call.</param>
    /// <param name="g">Relevance of the sum in gradient form [targets · tokens, embedding size].</param>
    /// <param name="positionSink">Ledger line of the position embeddings.</param>
    /// <param name="typeSink">Ledger line of the token type embeddings, or −1.</param>
    public void Relevance(Workspace run, in Matrix g, int positionSink, int typeSink)
    {
        bool timesInput = run.Reading is not (MethodReading.Gradient or MethodReading.SmoothGrad);
        TokenBatch batch = run.Batch;
        Span<float> row = Scratch(stackalloc float[1024]);
        Span<float> baseline = run.Path.BaselineIds.IsEmpty ? default : Scratch(stackalloc float[1024]);
        Span<float> relevance = run.Capture.TokensOfGroup;
        Span<float> dimensions = run.Capture.DimensionsOfGroup(Words.Columns);
        foreach ((int token, int position, int sequence) in Numbered(batch))
        {
            Words.Read(batch.Ids[token], row);
            if (!baseline.IsEmpty && ReadBaseline(run, token, baseline))
            {
                TensorPrimitives.Subtract(row, baseline, row);
            }

            for (int target = 0; target < run.Targets; target++)
            {
                int index = (target * batch.Tokens) + token;
                ReadOnlySpan<float> gradient = g[index];
                relevance[index] = (float)(timesInput ? Reductions.Dot(row, gradient) : Reductions.Sum(gradient));
                if (!dimensions.IsEmpty)
                {
                    Span<float> destination = dimensions.Slice(index * Words.Columns, Words.Columns);
                    if (timesInput)
                    {
                        TensorPrimitives.Multiply(row, gradient, destination);
                    }
                    else
                    {
                        gradient.CopyTo(destination);
                    }
                }
            }

            if (run.Ledger.IsOn)
            {
                if (Positions is not null && positionSink >= 0)
                {
                    Positions.Read(position, row);
                    Account(run, g, positionSink, token, sequence, row);
                }

                if (Types is not null && typeSink >= 0)
                {
                    Types.Read(batch.Types[token], row);
                    Account(run, g, typeSink, token, sequence, row);
                }
            }
        }
    }

    // Its deviation is a share of the range of the sequence's word embeddings.
    private void AddNoise(Workspace run, in Matrix y, Span<float> row)
    {
        TokenBatch batch = run.Batch;
        for (int sequence = 0; sequence < batch.Count; sequence++)
        {
            int start = batch.Starts[sequence], end = batch.Starts[sequence + 1];
            (float low, float high) = (float.PositiveInfinity, float.NegativeInfinity);
            for (int token = start; token < end; token++)
            {
                Words.Read(batch.Ids[token], row);
                (low, high) = (Math.Min(low, TensorPrimitives.Min(row)), Math.Max(high, TensorPrimitives.Max(row)));
            }

            for (int token = start; token < end; token++)
            {
                ReadOnlySpan<float> noise = run.Path.Noise.Span.Slice((token - start) * Words.Columns, Words.Columns);
                TensorPrimitives.MultiplyAdd(noise, run.Path.NoiseLevel * (high - low), y[token], y[token]);
            }
        }
    }

    private bool ReadBaseline(Workspace run, int token, Span<float> row)
    {
        int id = run.Path.BaselineIds.IsEmpty ? TextBaseline.Zeros : run.Path.BaselineIds.Span[token];
        if (id == TextBaseline.Zeros)
        {
            return false;
        }

        Words.Read(id, row);
        return true;
    }

    private static void Account(Workspace run, in Matrix g, int sink, int token, int sequence, ReadOnlySpan<float> row)
    {
        for (int target = 0; target < run.Targets; target++)
        {
            run.Ledger.Add(sink, target, sequence, Reductions.Dot(row, g[(target * run.Batch.Tokens) + token]));
        }
    }

    private Span<float> Scratch(Span<float> onStack) => Words.Columns <= onStack.Length ? onStack[..Words.Columns] : new float[Words.Columns];

    private PositionEnumerator Numbered(TokenBatch batch) => new(batch, Numbering, PaddingId);

    private ref struct PositionEnumerator(TokenBatch batch, PositionNumbering numbering, int paddingId)
    {
        private int token = -1;
        private int sequence = -1;
        private int next;
        private int position;

        public readonly (int Token, int Position, int Sequence) Current => (token, position, sequence);

        public readonly PositionEnumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            if (++token >= batch.Tokens)
            {
                return false;
            }

            if (token == batch.Starts[sequence + 1])
            {
                sequence++;
                next = numbering == PositionNumbering.AfterPadding ? paddingId + 1 : 0;
            }

            bool isPadding = numbering == PositionNumbering.AfterPadding && batch.Ids[token] == paddingId;
            position = isPadding ? paddingId : next++;
            return true;
        }
    }
}
