using System.Collections.Concurrent;
using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>
/// What every generated text classifier can do: predict, and explain why. The generated class adds the two passes, the
/// weights and typed labels.
/// </summary>
/// <remarks>Immutable and safe to use from many threads; each call borrows a session from a pool.</remarks>
public abstract class TextClassifier : ICompiledModel, IDisposable
{
    private readonly ModelFiles files;
    private readonly ConcurrentBag<Session> idle = [];
    private bool disposed;

    /// <summary>Takes over an opened model folder.</summary>
    protected TextClassifier(ModelFiles files) => this.files = files;

    /// <summary>What is known of the model, as data.</summary>
    public abstract ModelDescription Description { get; }

    /// <summary>The tokenizer, or <see langword="null"/> when the folder has none and none was given.</summary>
    public ITextEncoder? Encoder => files.Encoder;

    /// <summary>Name, and hash of the weights: what an explanation remembers of the model.</summary>
    public string Identity => $"{Description.Name} sha256:{files.Checkpoint.Sha256()}";

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
    public TextPrediction Predict(string text)
    {
        TextEncoding encoding = Encode(text, null, int.MaxValue);
        using Lease lease = Borrow();
        lease.Session.Predict(Batch([encoding]));
        ReadOnlySpan<float> logits = lease.Session.Logits(0);
        return new TextPrediction(ExplanationBuilder.Scores(Description, logits), Target.IndexOfLargest(logits), ExplanationBuilder.TruncationOf(encoding));
    }

    /// <summary>Explains a text.</summary>
    /// <param name="text">Any text; what does not fit into the model is cut off, and the result says so.</param>
    /// <param name="options">Target, method and detail; the predicted label by the default method when <see langword="null"/>.</param>
    public TextExplanation Explain(string text, ExplainOptions? options = null)
        => Explain([Encode(text, null, (options ?? ExplainOptions.Default).MaxTokens)], options ?? ExplainOptions.Default)[0];

    /// <summary>Explains two texts that the model reads together.</summary>
    public TextExplanation ExplainPair(string text, string pair, ExplainOptions? options = null)
        => Explain([Encode(text, pair, (options ?? ExplainOptions.Default).MaxTokens)], options ?? ExplainOptions.Default)[0];

    /// <summary>Explains several texts in one batch. Each result is bit for bit what the text gets alone.</summary>
    public ImmutableArray<TextExplanation> ExplainBatch(IEnumerable<string> texts, ExplainOptions? options = null)
    {
        options ??= ExplainOptions.Default;
        ImmutableArray<TextEncoding> encodings = [.. texts.Select(t => Encode(t, null, options.MaxTokens))];
        return encodings.IsEmpty ? [] : Explain(encodings, options);
    }

    /// <summary>Explains the logit of every label, in one backward pass.</summary>
    /// <returns>One explanation a label, in the order of the labels.</returns>
    public ImmutableArray<TextExplanation> ExplainAllLabels(string text, ExplainOptions? options = null)
    {
        options ??= ExplainOptions.Default;
        TextEncoding encoding = Encode(text, null, options.MaxTokens);
        Target[] targets = [.. Enumerable.Range(0, Labels.Length).Select(Target.Label)];
        using Lease lease = Borrow();
        Run(lease.Session, [encoding], targets, options);
        return [.. targets.Select((t, i) => Build(lease.Session, encoding, i, 0, t, options))];
    }

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

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!disposed)
        {
            disposed = true;
            while (idle.TryTake(out Session? session))
            {
                session.Dispose();
            }

            DisposeWeights();
            files.Checkpoint.Dispose();
        }

        GC.SuppressFinalize(this);
    }

    private ImmutableArray<TextExplanation> Explain(ImmutableArray<TextEncoding> encodings, ExplainOptions options)
    {
        using Lease lease = Borrow();
        Run(lease.Session, encodings, [options.Target], options);
        return [.. encodings.Select((e, i) => Build(lease.Session, e, 0, i, options.Target, options))];
    }

    private void Run(Session session, ImmutableArray<TextEncoding> encodings, ReadOnlySpan<Target> targets, ExplainOptions options)
    {
        session.IntegrationSteps = options.IntegrationSteps;
        MethodDescription method = options.Method ?? Description.Methods[0];

        // Integrated gradients has no ledger and no inner relevance: its path leaves the network's own activations.
        RelevanceDetail detail = method.Reading == MethodReading.IntegratedGradients
            ? options.Detail & RelevanceDetail.EmbeddingDimensions
            : options.Detail;
        session.Explain(Batch(encodings), method, targets, detail);
    }

    private TextExplanation Build(Session session, TextEncoding encoding, int target, int sequence, Target asked, ExplainOptions options)
        => new ExplanationBuilder(Description, session, options.Method ?? Description.Methods[0])
            .Build(encoding, target, sequence, asked, Identity, Encoder!.Identity);

    private TextEncoding Encode(string text, string? pair, int maxTokens)
    {
        ArgumentNullException.ThrowIfNull(text);
        ObjectDisposedException.ThrowIf(disposed, this);
        ITextEncoder encoder = Encoder ?? throw new InvalidOperationException(
            $"{Description.Name} was loaded without a tokenizer: its folder holds none that is supported, and none was given in {nameof(TextClassifierOptions)}.{nameof(TextClassifierOptions.Encoder)}.");
        int limit = Math.Min(maxTokens, Description.MaxTokens);
        return pair is null ? encoder.Encode(text, limit) : encoder.Encode(text, pair, limit);
    }

    private static TokenBatch Batch(ImmutableArray<TextEncoding> encodings)
    {
        TokenBatch batch = new();
        foreach (TextEncoding encoding in encodings)
        {
            int[] ids = [.. encoding.Tokens.Select(t => t.Id)];
            int[] types = [.. encoding.Tokens.Select(t => t.TypeId)];
            batch.Add(ids, types);
        }

        return batch;
    }

    private Lease Borrow()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return new Lease(this, idle.TryTake(out Session? session) ? session : CreateSession());
    }

    // Back to the pool, unless the model went away in between.
    private void Return(Session session)
    {
        if (disposed)
        {
            session.Dispose();
        }
        else
        {
            idle.Add(session);
        }
    }

    private readonly struct Lease(TextClassifier owner, Session session) : IDisposable
    {
        public Session Session { get; } = session;

        public void Dispose() => owner.Return(Session);
    }
}
