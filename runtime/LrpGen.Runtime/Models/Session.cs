using System.Numerics.Tensors;

namespace LrpGen.Runtime;

/// <summary>A model that the generator compiled: two passes over a workspace, and what is known of it as data.</summary>
public interface ICompiledModel
{
    /// <summary>What the generator knows of the model.</summary>
    ModelDescription Description { get; }

    /// <summary>Runs the forward pass and leaves the logits in the workspace.</summary>
    void Forward(Workspace run);

    /// <summary>Runs a backward pass from the seeds in the workspace.</summary>
    /// <param name="run">The workspace of the forward pass.</param>
    /// <param name="pass">Which pass (<see cref="MethodDescription.Pass"/>).</param>
    void Relevance(Workspace run, int pass);
}

/// <summary>
/// One caller's memory for a model: predicts and explains token ids without allocating once it has grown to its inputs.
/// </summary>
/// <remarks>A session serves one call at a time; results stay valid until its next call.</remarks>
public sealed class Session : IDisposable
{
    private readonly ICompiledModel model;
    private readonly Workspace run;
    private readonly bool ownsWorkers;
    private float[] logits = [];
    private GrowingArray<float> path;
    private GrowingArray<float> pathDimensions;
    private readonly Exclusive use = new(nameof(Session), "The session is in the middle of another call. Give every thread its own session.");
    private float[] baselineLogits = [];
    private bool integrated;

    /// <summary>A session with its own threads.</summary>
    /// <param name="model">The model; not disposed of with the session.</param>
    /// <param name="threads">Threads that work on one call, the caller's included.</param>
    /// <param name="width">Vector width, or <see langword="null"/> for the machine's widest.</param>
    public Session(ICompiledModel model, int threads = 1, VectorWidth? width = null)
        : this(model, new Workers(threads, width), ownsWorkers: true)
    {
    }

    /// <summary>A session on workers that somebody else owns.</summary>
    public Session(ICompiledModel model, Workers workers)
        : this(model, workers, ownsWorkers: false)
    {
    }

    private Session(ICompiledModel model, Workers workers, bool ownsWorkers)
    {
        this.model = model;
        this.ownsWorkers = ownsWorkers;
        run = new Workspace(model.Description.Plan, workers);
    }

    /// <summary>Number of steps of integrated gradients (midpoint rule).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int IntegrationSteps
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

        = 32;

    /// <summary>
    /// Memory, in bytes, for the relevance of targets in one pass. Where they need more they go in groups, of one target at least, with the
    /// same results.
    /// </summary>
    public long TargetMemory { get; set; } = TargetGroups.DefaultBytes;

    /// <summary>
    /// The id of each token of the batch that the path of integrated gradients begins with, −1 for zeros; empty for zeros
    /// everywhere. A token that is its own baseline has no relevance.
    /// </summary>
    public ReadOnlyMemory<int> BaselineIds { get; set; }

    /// <summary>The sequences of the last call.</summary>
    public TokenBatch Batch => run.Batch;

    /// <summary>Number of targets of the last explanation.</summary>
    public int Targets => run.AllTargets;

    /// <summary>Values and relevance read out on the way, as far as they were asked for.</summary>
    public Capture Details => run.Capture;

    /// <summary>The ledger of the last explanation, if it was asked for.</summary>
    public LedgerAccumulator Ledger => run.Ledger;

    /// <summary>Bytes of the workspace.</summary>
    public long WorkspaceBytes => run.Bytes;

    /// <summary>Logits of a sequence after a prediction or an explanation.</summary>
    public ReadOnlySpan<float> Logits(int sequence) => logits.AsSpan(sequence * Labels, Labels);

    /// <summary>Seed of a target and sequence: its weights over the logits.</summary>
    public ReadOnlySpan<float> Seed(int target, int sequence) => run.Seeds.Slice(((target * Batch.Count) + sequence) * Labels, Labels);

    /// <summary>The explained score: Σ seed · logit.</summary>
    public float Score(int target, int sequence) => (float)Reductions.Dot(Seed(target, sequence), Logits(sequence));

    /// <summary>Σ seed · logit at the baseline of integrated gradients; the relevances share out what the score is more than that. <see langword="null"/> for other methods.</summary>
    public float? BaselineScore(int target, int sequence)
        => integrated ? (float)Reductions.Dot(Seed(target, sequence), baselineLogits.AsSpan(sequence * Labels, Labels)) : null;

    /// <summary>Relevance of the tokens of a sequence.</summary>
    public ReadOnlySpan<float> TokenRelevance(int target, int sequence)
    {
        int start = Batch.Starts[sequence];
        return run.Capture.TokenRelevance.Slice((target * Batch.Tokens) + start, Batch.Starts[sequence + 1] - start);
    }

    /// <summary>Relevance of the embedding dimensions of a sequence's tokens: tokens × embedding size.</summary>
    public ReadOnlySpan<float> EmbeddingRelevance(int target, int sequence)
    {
        int size = model.Description.EmbeddingSize;
        int start = Batch.Starts[sequence];
        return run.Capture.EmbeddingRelevance.Slice(((target * Batch.Tokens) + start) * size, (Batch.Starts[sequence + 1] - start) * size);
    }

    /// <summary>How a query's token shares its attention over the tokens of its sequence (<see cref="RelevanceDetail.Attention"/>).</summary>
    /// <exception cref="InvalidOperationException">The model computes only the first token's row of this layer.</exception>
    public ReadOnlySpan<float> AttentionRow(int layer, int sequence, int head, int query)
    {
        bool allRows = model.Description.KeepsAllRows || layer < model.Description.EncoderLayers - 1;
        if (!allRows && query > 0)
        {
            throw new InvalidOperationException(
                $"{model.Description.Name} computes only the first token's row of its last layer; compile it with AllRows=\"true\" to see the others.");
        }

        ReadOnlySpan<int> queries = allRows ? run.Starts : run.SequenceRows;
        int offset = checked((int)Attention.ProbabilityOffset(queries, run.Starts, model.Description.Heads, sequence, head, query));
        return run.Capture.AttentionProbabilities(layer).Slice(offset, run.Starts[sequence + 1] - run.Starts[sequence]);
    }

    private int Labels => model.Description.Labels.Length;

    /// <summary>Why a method is refused.</summary>
    internal static string OtherModel(string model, string method, IEnumerable<string> methods)
        => $"The method '{method}' is that of another model; {model} has {string.Join(", ", methods)}.";

    /// <summary>Computes the logits.</summary>
    /// <exception cref="ArgumentException">The batch is empty or a sequence is longer than the model allows.</exception>
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
        // Attention probabilities exist only in the workspace that keeps what a relevance pass reads.
        Start(batch, keep: (detail & RelevanceDetail.Attention) != 0, targets: 0, detail);
        Forward();
    }

    /// <summary>Computes the logits and sends the targets' relevance back to the tokens.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="method">Which of the compiled methods.</param>
    /// <param name="targets">What is explained of every sequence; all targets share one backward pass.</param>
    /// <param name="detail">What is read out besides the relevance of tokens.</param>
    /// <exception cref="ArgumentException">
    /// The batch is empty, a sequence is too long, there is no target or one that makes no sense for the model, or the method does
    /// not offer a detail.
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
    {
        using SessionCall call = new(this, use, model, run.Workers, cancellationToken);
        if (targets.IsEmpty)
        {
            throw new ArgumentException("There is nothing to explain: no target was given.", nameof(targets));
        }

        foreach (Target target in targets)
        {
            target.Check(model.Description.ProblemType, Labels);
        }

        if (!model.Description.Methods.Contains(method))
        {
            throw new ArgumentException(OtherModel(model.Description.Name, method.Name, model.Description.Methods.Select(m => m.Name)), nameof(method));
        }

        integrated = method.Reading == MethodReading.IntegratedGradients;
        Start(batch, keep: true, targets.Length, detail);
        run.EmbeddingScale = 1;
        Forward();
        WriteSeeds(targets);
        if (integrated)
        {
            Integrate(method, detail);
        }
        else
        {
            run.Reading = method.Reading;
            Relevance(method.Pass);
        }
    }

    /// <summary>Waits for the call under way, and frees the memory.</summary>
    public void Dispose() => use.End(() =>
    {
        run.Dispose();
        if (ownsWorkers)
        {
            run.Workers.Dispose();
        }
    });

    private void Start(TokenBatch batch, bool keep, int targets, RelevanceDetail detail)
    {
        ModelDescription description = model.Description;
        if (batch.Count == 0)
        {
            throw new ArgumentException("The batch holds no sequence.", nameof(batch));
        }

        if (batch.LongestSequence > description.MaxTokens)
        {
            throw new ArgumentException(
                $"A sequence has {batch.LongestSequence} tokens; {description.Name} takes {description.MaxTokens} at most.", nameof(batch));
        }

        run.EmbeddingScale = 1;
        run.BaselineIds = default;
        integrated &= targets > 0;
        run.Prepare(batch, keep, targets, Labels, TargetMemory);
        run.Capture.Prepare(description, batch, targets, detail);
        run.Ledger.Prepare((detail & RelevanceDetail.Ledger) != 0, description.Sinks.Length, targets, batch.Count);
        int count = batch.Count * Labels;
        if (logits.Length < count)
        {
            logits = new float[count];
        }
    }

    // The logits are copied out because integrated gradients runs the forward pass again, elsewhere on its path.
    private void Forward()
    {
        model.Forward(run);
        run.Logits.CopyTo(logits);
        CheckLogits();
    }

    private void ForwardOnPath()
    {
        model.Forward(run);
        CheckLogits();
    }

    private void CheckLogits()
    {
        if (Probabilities.IndexOfNoNumber(run.Logits) is >= 0 and int at)
        {
            throw Probabilities.NoNumber(run.Logits, at, Labels, model.Description.Labels, model.Description.Name, cause: null);
        }
    }

    // Group by group of targets. A pass may have written where the forward pass kept what the next one reads.
    private void Relevance(int pass)
    {
        for (int first = 0; first < run.AllTargets; first += run.Targets)
        {
            if (first > 0)
            {
                model.Forward(run);
            }

            run.BeginGroup(first);
            model.Relevance(run, pass);
        }
    }

    private void WriteSeeds(ReadOnlySpan<Target> targets)
    {
        for (int target = 0; target < targets.Length; target++)
        {
            for (int sequence = 0; sequence < Batch.Count; sequence++)
            {
                targets[target].WriteSeed(model.Description.ProblemType, Logits(sequence), run.Seeds.Slice(((target * Batch.Count) + sequence) * Labels, Labels));
                if (!float.IsFinite(Score(target, sequence)))
                {
                    throw Probabilities.NoScore(Score(target, sequence));
                }
            }
        }
    }

    // R = e ⊙ mean over the path of the gradient at (word · α + position + type), α = (k − ½)/steps: every pass reads
    // e ⊙ g with the unscaled embedding e, so the mean of the readings is the result.
    private void Integrate(MethodDescription method, RelevanceDetail detail)
    {
        if ((detail & ~RelevanceDetail.EmbeddingDimensions) != 0)
        {
            throw new ArgumentException(
                $"{method.Name} explains tokens and embedding dimensions only; it has no value for {detail}.", nameof(detail));
        }

        path.Clear(run.Capture.TokenRelevance.Length);
        pathDimensions.Clear(run.Capture.EmbeddingRelevance.Length);
        if (!BaselineIds.IsEmpty && BaselineIds.Length != Batch.Tokens)
        {
            throw new ArgumentException($"The baseline has {BaselineIds.Length} ids; the batch has {Batch.Tokens} tokens.", nameof(detail));
        }

        run.BaselineIds = BaselineIds;
        run.Reading = MethodReading.Relevance;
        run.EmbeddingScale = 0;
        ForwardOnPath();
        if (baselineLogits.Length < run.Logits.Length)
        {
            baselineLogits = new float[run.Logits.Length];
        }

        run.Logits.CopyTo(baselineLogits);
        for (int step = 0; step < IntegrationSteps; step++)
        {
            run.EmbeddingScale = (step + 0.5f) / IntegrationSteps;
            ForwardOnPath();
            Relevance(method.Pass);
            TensorPrimitives.Add(path.Span, run.Capture.TokenRelevance, path.Span);
            TensorPrimitives.Add(pathDimensions.Span, run.Capture.EmbeddingRelevance, pathDimensions.Span);
        }

        run.EmbeddingScale = 1;
        run.BaselineIds = default;
        TensorPrimitives.Divide(path.Span, IntegrationSteps, run.Capture.TokenRelevance);
        TensorPrimitives.Divide(pathDimensions.Span, IntegrationSteps, run.Capture.EmbeddingRelevance);
    }
}
