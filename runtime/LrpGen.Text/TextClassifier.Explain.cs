using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <content>Predictions and explanations of a text, of a pair, or of a batch.</content>
public abstract partial class TextClassifier
{
    /// <summary>Computes the labels' probabilities.</summary>
    /// <param name="text">Any text; what does not fit into the model is cut off, and the result says so.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public TextPrediction Predict(string text, CancellationToken cancellationToken = default)
        => Run(sessions, [Encode(text, null, null)], 0, null, (session, encodings) => Predict(session, encodings, cancellationToken), cancellationToken)[0];

    /// <summary>Explains a text.</summary>
    /// <param name="text">Any text; what does not fit into the model is cut off, and the result says so.</param>
    /// <param name="options">Target, method and detail; the predicted label by the default method when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="ArgumentException">The target, the method or the detail is not one of the model.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public TextExplanation Explain(string text, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => Explain([Encode(text, null, options)], options, cancellationToken)[0];

    /// <summary>Explains two texts that the model reads together.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="options">Target, method and detail; the predicted label by the default method when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="ArgumentException">The target, the method or the detail is not one of the model.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public TextExplanation ExplainPair(string text, string pair, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => Explain([Encode(text, NotNull(pair), options)], options, cancellationToken)[0];

    /// <summary>Explains several texts in one batch. Each result is bit for bit what the text gets alone.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="options">Target, method and detail; the predicted label by the default method when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <returns>One explanation a text, in the order of the texts.</returns>
    /// <remarks>One text that cannot be explained fails the batch. <see cref="ExplainManyOptions.Failed"/> goes on with the others.</remarks>
    /// <exception cref="ExplainManyException">A text cannot be read by the model; the exception says which, and why.</exception>
    /// <exception cref="ArgumentException">The target, the method or the detail is not one of the model.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ImmutableArray<TextExplanation> ExplainBatch(IEnumerable<string> texts, ExplainOptions? options = null, CancellationToken cancellationToken = default)
    {
        TextEncoding[] encodings = EncodeAll([.. NotNull(texts)], options);
        return encodings.Length == 0 ? [] : Explain(encodings, options, cancellationToken);
    }

    /// <summary>Explains the logit of every label; as many labels share a backward pass as memory allows.</summary>
    /// <param name="text">Any text; what does not fit into the model is cut off, and the results say so.</param>
    /// <param name="options">Method and detail.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <returns>One explanation a label, in the order of the labels.</returns>
    /// <exception cref="ArgumentException">The method or the detail is not one of the model.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ImmutableArray<TextExplanation> ExplainAllLabels(string text, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => Run(
            sessions, [Encode(text, null, options)], Labels.Length, options, (session, encodings) => ExplainAllLabels(session, encodings, options, cancellationToken), cancellationToken)[0];

    private ImmutableArray<TextExplanation> Explain(TextEncoding[] encodings, ExplainOptions? options, CancellationToken cancellation)
        => Run(sessions, encodings, 1, options, (session, texts) => Explain(session, texts, options, cancellation), cancellation);

    private TResult Run<TResult>(
        SessionPool<Session> pool, IReadOnlyList<TextEncoding> encodings, int targets, ExplainOptions? options, Func<Session, IReadOnlyList<TextEncoding>, TResult> compute,
        CancellationToken cancellation)
    {
        using SessionPool<Session>.Lease lease = pool.Borrow(BytesOf(encodings, targets, options), cancellation);
        return compute(lease.Session, encodings);
    }

    private ImmutableArray<TextPrediction> Predict(Session session, IReadOnlyList<TextEncoding> encodings, CancellationToken cancellation)
    {
        ImmutableArray<TextPrediction>.Builder predictions = ImmutableArray.CreateBuilder<TextPrediction>(encodings.Count);
        foreach (IReadOnlyList<TextEncoding> batch in Batches(encodings, 0, null))
        {
            session.Predict(Fill(session.Batch, batch), RelevanceDetail.Tokens, cancellation);
            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<float> logits = session.Logits(i);
                predictions.Add(new TextPrediction(
                    ExplanationBuilder.Scores(Description, logits), Target.IndexOfLargest(logits), ExplanationBuilder.TruncationOf(batch[i])));
            }
        }

        return predictions.MoveToImmutable();
    }

    private ImmutableArray<TextExplanation> Explain(
        Session session, IReadOnlyList<TextEncoding> encodings, ExplainOptions? options, CancellationToken cancellation)
    {
        options ??= ExplainOptions.Default;
        ImmutableArray<TextExplanation>.Builder explanations = ImmutableArray.CreateBuilder<TextExplanation>(encodings.Count);
        foreach (IReadOnlyList<TextEncoding> batch in Batches(encodings, 1, options))
        {
            ExplanationBuilder builder = Run(session, batch, [options.Target], options, cancellation);
            for (int i = 0; i < batch.Count; i++)
            {
                explanations.Add(builder.Build(batch[i], 0, i, options.Target, files.Weights.Remembered(Description.Name), Encoder!.Identity));
            }
        }

        return explanations.MoveToImmutable();
    }

    private ImmutableArray<ImmutableArray<TextExplanation>> ExplainAllLabels(
        Session session, IReadOnlyList<TextEncoding> encodings, ExplainOptions? options, CancellationToken cancellation)
    {
        options ??= ExplainOptions.Default;
        Target[] targets = [.. Enumerable.Range(0, Labels.Length).Select(Target.Label)];
        ImmutableArray<ImmutableArray<TextExplanation>>.Builder explanations = ImmutableArray.CreateBuilder<ImmutableArray<TextExplanation>>(encodings.Count);
        foreach (IReadOnlyList<TextEncoding> batch in Batches(encodings, targets.Length, options))
        {
            ExplanationBuilder builder = Run(session, batch, targets, options, cancellation);
            for (int i = 0; i < batch.Count; i++)
            {
                int sequence = i;
                explanations.Add([.. targets.Select((target, label) => builder.Build(batch[sequence], label, sequence, target, files.Weights.Remembered(Description.Name), Encoder!.Identity))]);
            }
        }

        return explanations.MoveToImmutable();
    }

    private long BytesOf(TextEncoding encoding, int targets, ExplainOptions? options)
        => CallMemory.OfSequence(Description.Plan, encoding.Tokens.Length, targets)
            + CallMemory.OfDetail(Description, encoding.Tokens.Length, targets, options?.Detail ?? RelevanceDetail.Tokens);

    // What the largest of its batches takes.
    private long BytesOf(IReadOnlyList<TextEncoding> encodings, int targets, ExplainOptions? options)
    {
        long all = 0, largest = 0;
        foreach (TextEncoding encoding in encodings)
        {
            long bytes = BytesOf(encoding, targets, options);
            all += bytes;
            largest = Math.Max(largest, bytes);
        }

        return Math.Max(largest, Math.Min(all, CallMemory.MostBytes));
    }

    // What many texts take at once has an end; a text's result does not depend on the others of its batch.
    private IEnumerable<IReadOnlyList<TextEncoding>> Batches(IReadOnlyList<TextEncoding> encodings, int targets, ExplainOptions? options)
        => CallMemory.Batches(encodings.Count, i => BytesOf(encodings[i], targets, options))
            .Select(range => range.Start.Value == 0 && range.End.Value == encodings.Count ? encodings : [.. encodings.Take(range)]);

    private ExplanationBuilder Run(Session session, IReadOnlyList<TextEncoding> encodings, ReadOnlySpan<Target> targets, ExplainOptions options, CancellationToken cancellation)
    {
        session.IntegrationSteps = options.IntegrationSteps;
        MethodDescription method = options.Method ?? Description.Methods[0];

        // Integrated gradients has no ledger: its path leaves the network's own activations. Of inner relevance the session says so.
        RelevanceDetail detail = method.Reading == MethodReading.IntegratedGradients ? options.Detail & ~RelevanceDetail.Ledger : options.Detail;
        session.BaselineIds = BaselineOf(options, method, encodings);
        session.Explain(Fill(session.Batch, encodings), method, targets, detail, cancellation);
        return new ExplanationBuilder(Description, session, method);
    }

    private int[] BaselineOf(ExplainOptions options, MethodDescription method, IReadOnlyList<TextEncoding> encodings)
    {
        if (options.Baseline is not { } baseline)
        {
            return [];
        }

        if (method.Reading != MethodReading.IntegratedGradients)
        {
            throw new ArgumentException($"The method '{method.Name}' has no baseline; integrated-gradients has one.", nameof(options));
        }

        int id = baseline.Id ?? Description.PaddingId;
        if (id >= Description.VocabularySize)
        {
            throw new ArgumentException($"The baseline's id is {id}; {Description.Name} has the ids 0 to {Description.VocabularySize - 1}.", nameof(options));
        }

        return id < 0 ? [] : [.. encodings.SelectMany(encoding => encoding.Tokens).Select(token => token.IsSpecial ? token.Id : id)];
    }

    private TextEncoding[] EncodeAll(string[] texts, ExplainOptions? options)
    {
        TextEncoding[] encodings = new TextEncoding[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            try
            {
                encodings[i] = Encode(texts[i], null, options);
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidDataException)
            {
                throw new ExplainManyException(i, exception);
            }
        }

        return encodings;
    }

    private TextEncoding Encode(string text, string? pair, ExplainOptions? options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(lifetime.IsClosed, this);
        ITextEncoder encoder = RequireEncoder();
        int limit = Math.Min(options?.MaxTokens ?? int.MaxValue, Description.MaxTokens);
        TextEncoding encoding = pair is null ? encoder.Encode(text, limit) : encoder.Encode(text, pair, limit);
        TokenizerFit.Check(encoding, Description);
        return encoding;
    }

    private ITextEncoder RequireEncoder() => Encoder ?? throw new InvalidOperationException(
        $"{Description.Name} was loaded for token ids alone ({nameof(TextClassifierOptions)}.{nameof(TextClassifierOptions.TokenIdsOnly)}); texts need a tokenizer.");

    private static TokenBatch Fill(TokenBatch batch, IReadOnlyList<TextEncoding> encodings)
    {
        batch.Clear();
        for (int i = 0; i < encodings.Count; i++)
        {
            ImmutableArray<EncodedToken> tokens = encodings[i].Tokens;
            batch.Append(tokens.Length, out Span<int> ids, out Span<int> types);
            for (int token = 0; token < tokens.Length; token++)
            {
                ids[token] = tokens[token].Id;
                types[token] = tokens[token].TypeId;
            }
        }

        return batch;
    }
}
