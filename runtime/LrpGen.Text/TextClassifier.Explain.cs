using System.Collections.Immutable;
using System.Runtime.InteropServices;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <content>Predictions and explanations of a text, of a pair, or of a batch.</content>
public abstract partial class TextClassifier
{
    /// <summary>Computes the labels' probabilities: those that <see cref="Explain(string, ExplainOptions?, CancellationToken)"/> with the same options explains.</summary>
    /// <param name="text">Any text; what does not fit into the model is cut off or read in windows, and the result says so.</param>
    /// <param name="options">How the text is read: <see cref="ExplainOptions.MaxTokens"/> and <see cref="ExplainOptions.LongText"/>; the rest changes nothing.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public TextPrediction Predict(string text, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => Predict([Encode(text, null, options)], options, cancellationToken);

    /// <summary>Computes the labels' probabilities of two texts that the model reads together.</summary>
    /// <param name="text">The first text.</param>
    /// <param name="pair">The second text.</param>
    /// <param name="options">How the texts are read: <see cref="ExplainOptions.MaxTokens"/> and <see cref="ExplainOptions.LongText"/>; the rest changes nothing.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN or infinite: nothing is predicted.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public TextPrediction PredictPair(string text, string pair, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => Predict([Encode(text, NotNull(pair), options)], options, cancellationToken);

    /// <summary>Explains a text.</summary>
    /// <param name="text">Any text; what does not fit into the model is cut off or read in windows, and the result says so.</param>
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
        TextInput[] inputs = EncodeAll([.. NotNull(texts)], options);
        return inputs.Length == 0 ? [] : Explain(inputs, options, cancellationToken);
    }

    /// <summary>Explains the logit of every label; as many labels share a backward pass as memory allows.</summary>
    /// <param name="text">Any text; what does not fit into the model is cut off or read in windows, and the results say so.</param>
    /// <param name="options">Method and detail.</param>
    /// <param name="cancellationToken">Ends the call while it waits for its turn, or between two steps of the network.</param>
    /// <returns>One explanation a label, in the order of the labels.</returns>
    /// <exception cref="ArgumentException">The method or the detail is not one of the model.</exception>
    /// <exception cref="OperationCanceledException">The call was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed of.</exception>
    public ImmutableArray<TextExplanation> ExplainAllLabels(string text, ExplainOptions? options = null, CancellationToken cancellationToken = default)
        => Run(
            sessions, [Encode(text, null, options)], Labels.Length, options, (session, inputs) => ExplainAllLabels(session, inputs, options, cancellationToken), cancellationToken)[0];

    private TextPrediction Predict(TextInput[] input, ExplainOptions? options, CancellationToken cancellation)
        => Run(sessions, input, 0, options, (session, texts) => Predict(session, texts, cancellation), cancellation)[0];

    private ImmutableArray<TextExplanation> Explain(TextInput[] inputs, ExplainOptions? options, CancellationToken cancellation)
        => Run(sessions, inputs, 1, options, (session, texts) => Explain(session, texts, options, cancellation), cancellation);

    private TResult Run<TResult>(
        SessionPool<Session> pool, IReadOnlyList<TextInput> inputs, int targets, ExplainOptions? options, Func<Session, IReadOnlyList<TextInput>, TResult> compute,
        CancellationToken cancellation)
    {
        using SessionPool<Session>.Lease lease = pool.Borrow(BytesOf(inputs, targets, options), cancellation);
        return compute(lease.Session, inputs);
    }

    private ImmutableArray<TextPrediction> Predict(Session session, IReadOnlyList<TextInput> inputs, CancellationToken cancellation)
    {
        TextPrediction[] parts = PredictParts(session, [.. inputs.SelectMany(input => input.Parts)], cancellation);
        ImmutableArray<TextPrediction>.Builder predictions = ImmutableArray.CreateBuilder<TextPrediction>(inputs.Count);
        int next = 0;
        foreach (TextInput input in inputs)
        {
            predictions.Add(WindowJoin.Predictions(Description, input, new ArraySegment<TextPrediction>(parts, next, input.Parts.Length)));
            next += input.Parts.Length;
        }

        return predictions.MoveToImmutable();
    }

    private TextPrediction[] PredictParts(Session session, IReadOnlyList<TextEncoding> encodings, CancellationToken cancellation)
    {
        List<TextPrediction> predictions = new(encodings.Count);
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

        return [.. predictions];
    }

    private ImmutableArray<TextExplanation> Explain(
        Session session, IReadOnlyList<TextInput> inputs, ExplainOptions? options, CancellationToken cancellation)
    {
        options ??= ExplainOptions.Default;
        return [.. ExplainTargets(session, inputs, [options.Target], options, cancellation).Select(explanations => explanations[0])];
    }

    private ImmutableArray<ImmutableArray<TextExplanation>> ExplainAllLabels(
        Session session, IReadOnlyList<TextInput> inputs, ExplainOptions? options, CancellationToken cancellation)
        => ExplainTargets(
            session, inputs, [.. Enumerable.Range(0, Labels.Length).Select(Target.Label)], options ?? ExplainOptions.Default, cancellation);

    // One list of explanations a text, one explanation a target. Texts that are read at once share batches; the windows of a text have
    // batches of their own, for they have one target together.
    private ImmutableArray<ImmutableArray<TextExplanation>> ExplainTargets(
        Session session, IReadOnlyList<TextInput> inputs, Target[] targets, ExplainOptions options, CancellationToken cancellation)
    {
        ImmutableArray<TextExplanation>[] explanations = new ImmutableArray<TextExplanation>[inputs.Count];
        int[] atOnce = [.. Enumerable.Range(0, inputs.Count).Where(i => inputs[i].Layout is null)];
        int next = 0;
        foreach (IReadOnlyList<TextEncoding> batch in Batches([.. atOnce.Select(i => inputs[i].Whole)], targets.Length, options))
        {
            ExplanationBuilder builder = Run(session, batch, targets, options, cancellation);
            for (int i = 0; i < batch.Count; i++)
            {
                explanations[atOnce[next++]] = [.. Enumerable.Range(0, targets.Length).Select(target => builder.WithWords(Part(builder, batch[i], target, i, targets), batch[i]))];
            }
        }

        for (int i = 0; i < inputs.Count; i++)
        {
            if (inputs[i].Layout is { } layout)
            {
                explanations[i] = ExplainWindows(session, inputs[i], layout, targets, options, cancellation);
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(explanations);
    }

    private ImmutableArray<TextExplanation> ExplainWindows(
        Session session, TextInput input, WindowLayout layout, Target[] targets, ExplainOptions options, CancellationToken cancellation)
    {
        // All windows explain one label: the one that they predict together.
        if (targets.Contains(Target.Predicted))
        {
            Target.Predicted.Check(Description.ProblemType, Labels.Length);
            TextPrediction[] parts = PredictParts(session, input.Parts, cancellation);
            int predicted = Target.IndexOfLargest(WindowJoin.Logits([.. parts.Select(part => part.Labels)]));
            targets = [.. targets.Select(target => target == Target.Predicted ? Target.Label(predicted) : target)];
        }

        List<TextExplanation>[] windows = [.. targets.Select(_ => new List<TextExplanation>(input.Parts.Length))];
        ExplanationBuilder? last = null;
        foreach (IReadOnlyList<TextEncoding> batch in Batches(input.Parts, targets.Length, options))
        {
            last = Run(session, batch, targets, options, cancellation);
            for (int i = 0; i < batch.Count; i++)
            {
                for (int target = 0; target < targets.Length; target++)
                {
                    windows[target].Add(Part(last, batch[i], target, i, targets));
                }
            }
        }

        return [.. windows.Select(ofTarget => last!.WithWords(WindowJoin.Explanations(Description, input, layout, ofTarget), input.Whole))];
    }

    private TextExplanation Part(ExplanationBuilder builder, TextEncoding encoding, int target, int sequence, Target[] targets)
        => builder.Part(encoding, target, sequence, targets[target], files.Weights.Remembered(Description.Name), Encoder!.Identity);

    private long BytesOf(TextEncoding encoding, int targets, ExplainOptions? options)
        => CallMemory.OfSample(Description, encoding.Tokens.Length, targets, layers: false)
            + CallMemory.OfDetail(Description.Tokens!, encoding.Tokens.Length, targets, targets == 0 ? RelevanceDetail.Tokens : options?.Detail ?? RelevanceDetail.Tokens);

    // What the largest of its batches takes.
    private long BytesOf(IReadOnlyList<TextInput> inputs, int targets, ExplainOptions? options)
    {
        long all = 0, largest = 0;
        foreach (TextEncoding encoding in inputs.SelectMany(input => input.Parts))
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
        return new ExplanationBuilder(Description, session, method, options.Words);
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

        TokenInput read = Description.Tokens!;
        int id = baseline.Id ?? read.PaddingId;
        if (id >= read.VocabularySize)
        {
            throw new ArgumentException($"The baseline's id is {id}; {Description.Name} has the ids 0 to {read.VocabularySize - 1}.", nameof(options));
        }

        return id < 0 ? [] : [.. encodings.SelectMany(encoding => encoding.Tokens).Select(token => token.IsSpecial ? token.Id : id)];
    }

    private TextInput[] EncodeAll(string[] texts, ExplainOptions? options)
    {
        TextInput[] inputs = new TextInput[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            try
            {
                inputs[i] = Encode(texts[i], null, options);
            }
            catch (Exception exception) when (exception is ArgumentException or InvalidDataException)
            {
                throw new ExplainManyException(i, exception);
            }
        }

        return inputs;
    }

    private TextInput Encode(string text, string? pair, ExplainOptions? options)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(lifetime.IsClosed, this);
        ITextEncoder encoder = RequireEncoder();
        options ??= ExplainOptions.Default;
        int limit = Math.Min(options.MaxTokens, Math.Min(Description.Tokens!.MaxTokens, encoder.ModelMaxLength));
        TextInput input = TextInput.Of(encoder, text, pair, limit, options.LongText);
        TokenizerFit.Check(input.Whole, Description);
        return input;
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
