namespace LrpGen.Runtime;

/// <content>Predictions and explanations, and what they refuse.</content>
public sealed partial class Session
{
    /// <summary>Computes the logits of sequences.</summary>
    /// <exception cref="ArgumentException">The batch is empty, a sequence is longer than the model allows, or the model reads no tokens.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="InvalidOperationException">The session, or its workers, are in the middle of another call.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed of.</exception>
    public void Predict(TokenBatch batch, RelevanceDetail detail = RelevanceDetail.Tokens) => Predict(batch, detail, CancellationToken.None);

    /// <inheritdoc cref="Predict(TokenBatch, RelevanceDetail)"/>
    /// <param name="batch">The sequences.</param>
    /// <param name="detail">What is read out besides the logits.</param>
    /// <param name="cancellationToken">Ends the call between two steps of the network.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void Predict(TokenBatch batch, RelevanceDetail detail, CancellationToken cancellationToken)
    {
        using SessionCall call = new(this, use, model, run.Workers, cancellationToken);
        CheckTokens(batch);
        // Attention probabilities exist only in the workspace that keeps what a relevance pass reads.
        Start(batch, batch.Count, keep: (detail & RelevanceDetail.Attention) != 0, targets: 0, detail, SessionOptions.Default);
        Forward();
    }

    /// <summary>Computes the logits of some samples.</summary>
    /// <param name="inputs">Samples × values, channels first.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="cancellationToken">Ends the call between two steps of the network.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than the samples have, or the model reads no numbers.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="InvalidOperationException">The session, or its workers, are in the middle of another call.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed of.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void Predict(ReadOnlySpan<float> inputs, int samples, CancellationToken cancellationToken = default)
    {
        using SessionCall call = new(this, use, model, run.Workers, cancellationToken);
        CheckValues(Description, inputs.Length, samples);
        Start(batch: null, samples, keep: false, targets: 0, RelevanceDetail.Tokens, SessionOptions.Default);
        inputs.CopyTo(run.Input);
        Forward();
    }

    /// <summary>Computes the logits and sends the targets' relevance back to the tokens.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="method">Which of the compiled methods.</param>
    /// <param name="targets">What is explained of every sequence; all targets share one backward pass.</param>
    /// <param name="detail">What is read out besides the relevance of tokens.</param>
    /// <exception cref="ArgumentException">
    /// The batch is empty, a sequence is too long, there is no target or one that makes no sense for the model, or the method does
    /// not offer a detail; or the model reads no tokens.
    /// </exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted, and nothing can be explained.</exception>
    /// <exception cref="InvalidOperationException">The session, or its workers, are in the middle of another call.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed of.</exception>
    public void Explain(
        TokenBatch batch, MethodDescription method, ReadOnlySpan<Target> targets, RelevanceDetail detail = RelevanceDetail.Tokens)
        => Explain(batch, method, targets, detail, CancellationToken.None);

    /// <inheritdoc cref="Explain(TokenBatch, MethodDescription, ReadOnlySpan{Target}, RelevanceDetail)"/>
    /// <param name="batch">The sequences.</param>
    /// <param name="method">Which of the compiled methods.</param>
    /// <param name="targets">What is explained of every sequence.</param>
    /// <param name="detail">What is read out besides the relevance of tokens.</param>
    /// <param name="cancellationToken">Ends the call between two steps of the network.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void Explain(
        TokenBatch batch, MethodDescription method, ReadOnlySpan<Target> targets, RelevanceDetail detail, CancellationToken cancellationToken)
        => Explain(batch, method, targets, detail, SessionOptions.Default, cancellationToken);

    /// <inheritdoc cref="Explain(TokenBatch, MethodDescription, ReadOnlySpan{Target}, RelevanceDetail)"/>
    /// <param name="batch">The sequences.</param>
    /// <param name="method">Which of the compiled methods.</param>
    /// <param name="targets">What is explained of every sequence.</param>
    /// <param name="detail">What is read out of the encoder besides the relevance of tokens.</param>
    /// <param name="options">Layers that are read or restricted, and the parameters of the method.</param>
    /// <param name="cancellationToken">Ends the call between two steps of the network.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void Explain(
        TokenBatch batch, MethodDescription method, ReadOnlySpan<Target> targets, RelevanceDetail detail, SessionOptions options,
        CancellationToken cancellationToken)
    {
        using SessionCall call = new(this, use, model, run.Workers, cancellationToken);
        CheckTokens(batch);
        Check(batch.Count, method, targets, options);
        if (!method.IsOnePass && (detail & ~RelevanceDetail.EmbeddingDimensions) != 0)
        {
            throw new ArgumentException(
                $"{method.Name} explains tokens and embedding dimensions only; it has no value for {detail}.", nameof(detail));
        }

        Start(batch, batch.Count, method.Reading != MethodReading.Occlusion, targets.Length, detail, options);
        Explain(method, targets, options);
    }

    /// <summary>Explains some samples; all targets share one backward pass.</summary>
    /// <param name="inputs">Samples × values, channels first.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="method">Which of the compiled methods.</param>
    /// <param name="targets">What is explained of every sample.</param>
    /// <param name="options">What is read out.</param>
    /// <param name="cancellationToken">Ends the call between two steps of the network.</param>
    /// <exception cref="ArgumentException">
    /// There are more or fewer values than the samples have, no target, no such layer or channel, a target makes no sense for the model, or the
    /// method has no inner relevance to read or restrict; or the model reads no numbers.
    /// </exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted, and nothing can be explained.</exception>
    /// <exception cref="InvalidOperationException">The session, or its workers, are in the middle of another call.</exception>
    /// <exception cref="ObjectDisposedException">The session or its model was disposed of.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    public void Explain(
        ReadOnlySpan<float> inputs, int samples, MethodDescription method, ReadOnlySpan<Target> targets, ArrayExplainOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        using SessionCall call = new(this, use, model, run.Workers, cancellationToken);
        options ??= ArrayExplainOptions.Default;
        Check(samples, method, targets, options);
        CheckValues(Description, inputs.Length, samples);
        Start(batch: null, samples, method.Reading != MethodReading.Occlusion, targets.Length, RelevanceDetail.Tokens, options);
        inputs.CopyTo(run.Input);
        (values!.Baseline, values.Noise) = (options.Baseline ?? ArrayBaseline.Zero, options.Noise);
        Explain(method, targets, options);
    }

    /// <summary>Refuses values that are not those of so many samples.</summary>
    internal static void CheckValues(ModelDescription model, int count, int samples)
    {
        if (model.Values is not { } input)
        {
            throw new ArgumentException($"{model.Name} reads tokens, and no numbers.", nameof(samples));
        }

        if (samples <= 0 || count != (long)samples * input.Size)
        {
            throw new ArgumentException(
                $"{samples} inputs of shape [{string.Join(", ", input.Shape)}] are {(long)samples * input.Size} values; found {count}.", nameof(samples));
        }
    }

    private void CheckTokens(TokenBatch batch)
    {
        if (Description.Tokens is not { } read)
        {
            throw new ArgumentException($"{Description.Name} reads numbers, and no tokens.", nameof(batch));
        }

        if (batch.Count == 0)
        {
            throw new ArgumentException("The batch holds no sequence.", nameof(batch));
        }

        if (batch.LongestSequence > read.MaxTokens)
        {
            throw new ArgumentException(
                $"A sequence has {batch.LongestSequence} tokens; {Description.Name} takes {read.MaxTokens} at most.", nameof(batch));
        }
    }

    private void Check(int samples, MethodDescription method, ReadOnlySpan<Target> targets, SessionOptions options)
    {
        if (targets.IsEmpty)
        {
            throw new ArgumentException("There is nothing to explain: no target was given.", nameof(targets));
        }

        options.Check(Description, method, samples, targets.Length);
        if (method.ExplainsAllLogits || !options.OutputRelevance.IsEmpty)
        {
            return;
        }

        foreach (Target target in targets)
        {
            target.Check(Description.ProblemType, Description.Labels.Length);
        }
    }
}
