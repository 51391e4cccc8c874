using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>
/// What every generated text classifier can do: predict, and explain why. The generated class adds the two passes, the
/// weights and typed labels.
/// </summary>
/// <remarks>Immutable and safe to use from many threads; each call borrows a session from a pool.</remarks>
public abstract partial class TextClassifier : ICompiledModel, IDisposable
{
    private readonly ModelFiles files;
    private readonly SessionPool<Session> sessions;
    private readonly SessionPool<Session> singleThreaded;

    /// <summary>Takes over an opened model folder.</summary>
    protected TextClassifier(ModelFiles files)
    {
        this.files = files;
        sessions = PoolOf(files.Options.Threads);
        singleThreaded = files.Options.Threads == 1 ? sessions : PoolOf(1);
    }

    /// <summary>What is known of the model, as data.</summary>
    public abstract ModelDescription Description { get; }

    /// <summary>The tokenizer, or <see langword="null"/> where the model was loaded for token ids alone.</summary>
    public ITextEncoder? Encoder => files.Encoder;

    /// <summary>Name, and hash of the weights: what an explanation remembers of the model.</summary>
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
    void ICompiledModel.Forward(Workspace run) => Forward(run);

    /// <inheritdoc/>
    void ICompiledModel.Relevance(Workspace run, int pass) => Relevance(run, pass);

    /// <summary>Runs the forward pass and leaves the logits in the workspace.</summary>
    protected abstract void Forward(Workspace run);

    /// <summary>Runs a backward pass from the seeds in the workspace.</summary>
    protected abstract void Relevance(Workspace run, int pass);

    /// <summary>Gives the packed weights back.</summary>
    protected abstract void DisposeWeights();

    /// <summary>Waits for the calls under way and frees all memory; sessions of <see cref="CreateSession"/> end with the model.</summary>
    public void Dispose()
    {
        if (!sessions.IsDisposed)
        {
            sessions.Dispose();
            singleThreaded.Dispose();
            DisposeWeights();
            files.Weights.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private SessionPool<Session> PoolOf(int threads)
        => new(this, () => new Session(this, threads, files.Options.Width), session => session.WorkspaceBytes);

    private ImmutableArray<TextPrediction> Predict(SessionPool<Session> pool, IReadOnlyList<TextEncoding> encodings)
    {
        using SessionPool<Session>.Lease lease = pool.Borrow();
        Session session = lease.Session;
        session.Predict(Fill(session.Batch, encodings));
        ImmutableArray<TextPrediction>.Builder predictions = ImmutableArray.CreateBuilder<TextPrediction>(encodings.Count);
        for (int i = 0; i < encodings.Count; i++)
        {
            ReadOnlySpan<float> logits = session.Logits(i);
            predictions.Add(new TextPrediction(
                ExplanationBuilder.Scores(Description, logits), Target.IndexOfLargest(logits), ExplanationBuilder.TruncationOf(encodings[i])));
        }

        return predictions.MoveToImmutable();
    }

    private ImmutableArray<TextExplanation> Explain(SessionPool<Session> pool, IReadOnlyList<TextEncoding> encodings, ExplainOptions? options)
    {
        options ??= ExplainOptions.Default;
        using SessionPool<Session>.Lease lease = pool.Borrow();
        ExplanationBuilder builder = Run(lease.Session, encodings, [options.Target], options);
        ImmutableArray<TextExplanation>.Builder explanations = ImmutableArray.CreateBuilder<TextExplanation>(encodings.Count);
        for (int i = 0; i < encodings.Count; i++)
        {
            explanations.Add(builder.Build(encodings[i], 0, i, options.Target, Identity, Encoder!.Identity));
        }

        return explanations.MoveToImmutable();
    }

    private ImmutableArray<ImmutableArray<TextExplanation>> ExplainAllLabels(
        SessionPool<Session> pool, IReadOnlyList<TextEncoding> encodings, ExplainOptions? options)
    {
        options ??= ExplainOptions.Default;
        Target[] targets = [.. Enumerable.Range(0, Labels.Length).Select(Target.Label)];
        using SessionPool<Session>.Lease lease = pool.Borrow();
        ExplanationBuilder builder = Run(lease.Session, encodings, targets, options);
        return
        [
            .. encodings.Select((encoding, i) => targets
                .Select((target, label) => builder.Build(encoding, label, i, target, Identity, Encoder!.Identity)).ToImmutableArray()),
        ];
    }

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
        ObjectDisposedException.ThrowIf(sessions.IsDisposed, this);
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
