using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>
/// What every generated text classifier can do: predict, and explain why. The generated class adds the two passes, the
/// weights and typed labels.
/// </summary>
/// <remarks>Immutable and safe to use from many threads; each call borrows a session from a pool.</remarks>
public abstract partial class TextClassifier : ICompiledModel, ILeased, IDisposable
{
    private readonly ModelFiles files;
    private readonly SessionPool<Session> sessions;
    private readonly SessionPool<Session> singleThreaded;

    private readonly Lifetime lifetime;

    /// <summary>Takes over an opened model folder.</summary>
    protected TextClassifier(ModelFiles files)
    {
        this.files = files;
        lifetime = new Lifetime(GetType().FullName ?? GetType().Name);
        sessions = PoolOf(files.Options.Threads);
        singleThreaded = files.Options.Threads == 1 ? sessions : PoolOf(1);
    }

    /// <summary>What is known of the model, as data.</summary>
    public abstract ModelDescription Description { get; }

    /// <summary>The tokenizer, or <see langword="null"/> where the model was loaded for token ids alone.</summary>
    public ITextEncoder? Encoder => files.Encoder;

    /// <summary>Name, and hash of the weights: what an explanation remembers of the model.</summary>
    /// <remarks>The hash of a checkpoint is computed when it is first asked for, which reads all of it; packed weights hold theirs.</remarks>
    public string Identity => files.Weights.Identify(Description.Name);

    /// <summary>The tensors of the checkpoint that the model does not read: <see cref="ModelWeights.Unused"/>.</summary>
    public ImmutableArray<string> UnusedWeights => files.Weights.Unused;

    /// <summary>What was taken off every name of the checkpoint: <see cref="ModelWeights.NamePrefix"/>.</summary>
    public string WeightNamePrefix => files.Weights.NamePrefix;

    /// <summary>Label names in the order of the logits.</summary>
    public ImmutableArray<string> Labels => Description.Labels;

    /// <summary>Index of a label.</summary>
    /// <exception cref="ArgumentException">The model has no such label; the message names those it has.</exception>
    public int LabelIndex(string label)
    {
        int index = Labels.IndexOf(label);
        return index >= 0
            ? index
            : throw new ArgumentException($"{Description.Name} has no label '{label}'; it has {string.Join(", ", Labels)}.", nameof(label));
    }

    /// <summary>A method by its name in the project file.</summary>
    /// <exception cref="ArgumentException">The method was not compiled in; the message names those that were.</exception>
    public MethodDescription Method(string name)
        => Description.Methods.FirstOrDefault(m => m.Name == name)
            ?? throw new ArgumentException(
                $"{Description.Name} was not compiled with the method '{name}'; it has {string.Join(", ", Description.Methods.Select(m => m.Name))}.", nameof(name));

    /// <summary>Own memory for a caller that wants no allocation, or works on token ids.</summary>
    public Session CreateSession() => new(this, files.Options.Threads, files.Options.Width);

    /// <summary>Computes the labels' probabilities.</summary>
    public TextPrediction Predict(string text) => Predict(sessions, [Encode(text, null, int.MaxValue)])[0];

    /// <summary>Explains a text.</summary>
    /// <param name="text">Any text; what does not fit into the model is cut off, and the result says so.</param>
    /// <param name="options">Target, method and detail; the predicted label by the default method when <see langword="null"/>.</param>
    public TextExplanation Explain(string text, ExplainOptions? options = null)
        => Explain(sessions, [Encode(text, null, (options ?? ExplainOptions.Default).MaxTokens)], options)[0];

    /// <summary>Explains two texts that the model reads together.</summary>
    public TextExplanation ExplainPair(string text, string pair, ExplainOptions? options = null)
        => Explain(sessions, [Encode(text, pair, (options ?? ExplainOptions.Default).MaxTokens)], options)[0];

    /// <summary>Explains several texts in one batch. Each result is bit for bit what the text gets alone.</summary>
    public ImmutableArray<TextExplanation> ExplainBatch(IEnumerable<string> texts, ExplainOptions? options = null)
    {
        options ??= ExplainOptions.Default;
        TextEncoding[] encodings = [.. texts.Select(t => Encode(t, null, options.MaxTokens))];
        return encodings.Length == 0 ? [] : Explain(sessions, encodings, options);
    }

    /// <summary>Explains the logit of every label, in one backward pass.</summary>
    /// <returns>One explanation a label, in the order of the labels.</returns>
    public ImmutableArray<TextExplanation> ExplainAllLabels(string text, ExplainOptions? options = null)
        => ExplainAllLabels(sessions, [Encode(text, null, (options ?? ExplainOptions.Default).MaxTokens)], options)[0];

    /// <inheritdoc/>
    Lifetime ILeased.Lifetime => lifetime;

    /// <inheritdoc/>
    void ICompiledModel.Forward(Workspace run)
    {
        lifetime.Join();
        try
        {
            Forward(run);
        }
        finally
        {
            lifetime.Exit();
        }
    }

    /// <inheritdoc/>
    void ICompiledModel.Relevance(Workspace run, int pass)
    {
        lifetime.Join();
        try
        {
            Relevance(run, pass);
        }
        finally
        {
            lifetime.Exit();
        }
    }

    /// <summary>Runs the forward pass and leaves the logits in the workspace.</summary>
    protected abstract void Forward(Workspace run);

    /// <summary>Runs a backward pass from the seeds in the workspace.</summary>
    protected abstract void Relevance(Workspace run, int pass);

    /// <summary>Gives the packed weights back.</summary>
    protected abstract void DisposeWeights();

    /// <summary>
    /// Lets no call begin any more, waits for those under way, those of sessions included, and frees the weights. Sessions of
    /// <see cref="CreateSession"/> throw from then on; the memory that they compute in is theirs, and freed with them.
    /// </summary>
    /// <remarks>May be called again, and from several threads: each returns when all is freed.</remarks>
    public void Dispose()
    {
        lifetime.End(() =>
        {
            sessions.Dispose();
            singleThreaded.Dispose();
            DisposeWeights();
            files.Weights.Dispose();
        });
        GC.SuppressFinalize(this);
    }

    private SessionPool<Session> PoolOf(int threads)
        => new(this, () => new Session(this, threads, files.Options.Width), session => session.WorkspaceBytes);

    private ImmutableArray<TextPrediction> Predict(SessionPool<Session> pool, IReadOnlyList<TextEncoding> encodings)
    {
        using SessionPool<Session>.Lease lease = pool.Borrow();
        Session session = lease.Session;
        ImmutableArray<TextPrediction>.Builder predictions = ImmutableArray.CreateBuilder<TextPrediction>(encodings.Count);
        foreach (IReadOnlyList<TextEncoding> batch in Batches(encodings, targets: 0))
        {
            session.Predict(Fill(session.Batch, batch));
            for (int i = 0; i < batch.Count; i++)
            {
                ReadOnlySpan<float> logits = session.Logits(i);
                predictions.Add(new TextPrediction(
                    ExplanationBuilder.Scores(Description, logits), Target.IndexOfLargest(logits), ExplanationBuilder.TruncationOf(batch[i])));
            }
        }

        return predictions.MoveToImmutable();
    }

    private ImmutableArray<TextExplanation> Explain(SessionPool<Session> pool, IReadOnlyList<TextEncoding> encodings, ExplainOptions? options)
    {
        options ??= ExplainOptions.Default;
        using SessionPool<Session>.Lease lease = pool.Borrow();
        ImmutableArray<TextExplanation>.Builder explanations = ImmutableArray.CreateBuilder<TextExplanation>(encodings.Count);
        foreach (IReadOnlyList<TextEncoding> batch in Batches(encodings, targets: 1))
        {
            ExplanationBuilder builder = Run(lease.Session, batch, [options.Target], options);
            for (int i = 0; i < batch.Count; i++)
            {
                explanations.Add(builder.Build(batch[i], 0, i, options.Target, files.Weights.Remembered(Description.Name), Encoder!.Identity));
            }
        }

        return explanations.MoveToImmutable();
    }

    private ImmutableArray<ImmutableArray<TextExplanation>> ExplainAllLabels(
        SessionPool<Session> pool, IReadOnlyList<TextEncoding> encodings, ExplainOptions? options)
    {
        options ??= ExplainOptions.Default;
        Target[] targets = [.. Enumerable.Range(0, Labels.Length).Select(Target.Label)];
        using SessionPool<Session>.Lease lease = pool.Borrow();
        ImmutableArray<ImmutableArray<TextExplanation>>.Builder explanations = ImmutableArray.CreateBuilder<ImmutableArray<TextExplanation>>(encodings.Count);
        foreach (IReadOnlyList<TextEncoding> batch in Batches(encodings, targets.Length))
        {
            ExplanationBuilder builder = Run(lease.Session, batch, targets, options);
            for (int i = 0; i < batch.Count; i++)
            {
                int sequence = i;
                explanations.Add([.. targets.Select((target, label) => builder.Build(batch[sequence], label, sequence, target, files.Weights.Remembered(Description.Name), Encoder!.Identity))]);
            }
        }

        return explanations.MoveToImmutable();
    }

    // What many texts take at once has an end; a text's result does not depend on the others of its batch.
    private IEnumerable<IReadOnlyList<TextEncoding>> Batches(IReadOnlyList<TextEncoding> encodings, int targets)
        => CallMemory.Batches(encodings.Count, i => CallMemory.OfSequence(Description.Plan, encodings[i].Tokens.Length, targets))
            .Select(range => range.Start.Value == 0 && range.End.Value == encodings.Count ? encodings : [.. encodings.Take(range)]);

    private ExplanationBuilder Run(Session session, IReadOnlyList<TextEncoding> encodings, ReadOnlySpan<Target> targets, ExplainOptions options)
    {
        session.IntegrationSteps = options.IntegrationSteps;
        MethodDescription method = options.Method ?? Description.Methods[0];

        // Integrated gradients has no ledger and no inner relevance: its path leaves the network's own activations.
        RelevanceDetail detail = method.Reading == MethodReading.IntegratedGradients
            ? options.Detail & RelevanceDetail.EmbeddingDimensions
            : options.Detail;
        session.BaselineIds = BaselineOf(options, method, encodings);
        session.Explain(Fill(session.Batch, encodings), method, targets, detail);
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

    private TextEncoding Encode(string text, string? pair, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(lifetime.IsClosed, this);
        ITextEncoder encoder = RequireEncoder();
        int limit = Math.Min(maxTokens, Description.MaxTokens);
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
