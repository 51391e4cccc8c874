namespace LrpGen.Runtime;

/// <summary>
/// One caller's memory for a model: predicts and explains token ids, or numbers, without allocating once it has grown to its inputs.
/// </summary>
/// <remarks>
/// A session serves one call at a time; results stay valid until its next call. A sample of a model that reads tokens is a sequence.
/// </remarks>
public sealed partial class Session : IDisposable
{
    private readonly ICompiledModel model;
    private readonly Workspace run;
    private readonly bool ownsWorkers;
    private readonly ExplainedValues? values;
    private readonly ExplainedTokens? tokens;
    private readonly Exclusive use = new(nameof(Session), "The session is in the middle of another call. Give every thread its own session.");
    private GrowingArray<float> logits;
    private GrowingArray<float> outputs;
    private GrowingArray<float> seeds;
    private GrowingArray<float> scores;
    private GrowingArray<float> baselineScores;
    private ReadOnlyMemory<float> given;

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
        run = new Workspace(Description, workers);
        values = Description.Values is { } input ? new ExplainedValues(run, input) : null;
        tokens = Description.Tokens is { } read ? new ExplainedTokens(run, this, read.EmbeddingSize) : null;
    }

    /// <summary>Number of steps of integrated gradients over tokens (midpoint rule). Of numbers the method says how many.</summary>
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
    /// The id of each token of the batch that the path of integrated gradients begins with and that occlusion puts in its place, −1 for zeros;
    /// empty for zeros everywhere. A token that is its own baseline has no relevance.
    /// </summary>
    public ReadOnlyMemory<int> BaselineIds { get; set; }

    /// <summary>The sequences of the last call; empty where it was over numbers.</summary>
    public TokenBatch Batch => run.Batch;

    /// <summary>Number of samples of the last call: of sequences, where the model reads tokens.</summary>
    public int Count => run.Count;

    /// <summary>Number of targets of the last explanation.</summary>
    public int Targets { get; private set; }

    /// <summary>Values and relevance of an encoder read out on the way, as far as they were asked for.</summary>
    public Capture Details => run.Capture;

    /// <summary>The ledger of the last explanation, if it was asked for.</summary>
    public LedgerAccumulator Ledger => run.Ledger;

    /// <summary>Bytes of the workspace.</summary>
    public long WorkspaceBytes => run.Bytes;

    private ModelDescription Description => model.Description;

    private int Outputs => Description.OutputSize;

    private IExplainedInput Explained => Batch.Count > 0 ? tokens! : values!;

    /// <summary>Logits of a sample after a prediction or an explanation, channels first.</summary>
    public ReadOnlySpan<float> Logits(int sample) => logits.Span.Slice(sample * Outputs, Outputs);

    /// <summary>Weights over the logits (or probabilities) of a target and sample.</summary>
    public ReadOnlySpan<float> Seed(int target, int sample) => seeds.Span.Slice(((target * Count) + sample) * Outputs, Outputs);

    /// <summary>The explained score: Σ seed · logit, or Σ seed · probability; of given relevance, its sum.</summary>
    public float Score(int target, int sample) => scores[(target * Count) + sample];

    /// <summary>
    /// The score at the baseline of integrated gradients, whose relevances share out what the score is more than that;
    /// <see langword="null"/> for other methods, and where a pass starts with the score or with given relevance.
    /// </summary>
    public float? BaselineScore(int target, int sample) => baselineScores.Length > 0 ? baselineScores[(target * Count) + sample] : null;

    /// <summary>What the method found at the numbers of a sample, channels first.</summary>
    /// <exception cref="InvalidOperationException">The model reads tokens alone.</exception>
    public ReadOnlySpan<float> InputRelevance(int target, int sample) => (values ?? throw ReadsOther("no numbers")).Relevance(target, sample);

    /// <summary>Relevance of the tokens of a sequence.</summary>
    /// <exception cref="InvalidOperationException">The model reads no tokens.</exception>
    public ReadOnlySpan<float> TokenRelevance(int target, int sequence) => (tokens ?? throw ReadsOther("no tokens")).Relevance(target, sequence);

    /// <summary>Relevance of the embedding dimensions of a sequence's tokens: tokens × embedding size.</summary>
    /// <exception cref="InvalidOperationException">The model reads no tokens.</exception>
    public ReadOnlySpan<float> EmbeddingRelevance(int target, int sequence) => (tokens ?? throw ReadsOther("no tokens")).Dimensions(target, sequence);

    /// <summary>Relevance of a layer's output (<see cref="SessionOptions.Layers"/>), channels first, or tokens × values where it has a row for each.</summary>
    /// <param name="layer">Index in the description's outputs.</param>
    /// <param name="target">Target.</param>
    /// <param name="sample">Sample.</param>
    public ReadOnlySpan<float> LayerRelevance(int layer, int target, int sample)
    {
        NamedLayer output = Description.Outputs[layer];
        (int start, int end, int all) = output.IsOfTokens ? (Batch.Starts[sample], Batch.Starts[sample + 1], Batch.Tokens) : (sample, sample + 1, Count);
        return run.LayerRelevance(layer).Slice(((target * all) + start) * output.Size, (end - start) * output.Size);
    }

    /// <summary>
    /// The gain of a layer: Σ|R| of what it reads over Σ|R| of its output; 0 where nothing arrived. What its input gets from
    /// other layers counts as well. Kept with a ledger, by methods that share out a score in one pass.
    /// </summary>
    /// <param name="layer">Index in the description's outputs.</param>
    /// <param name="target">Target.</param>
    /// <param name="sample">Sample.</param>
    public double Gain(int layer, int target, int sample)
    {
        double above = run.Magnitude(layer, target, sample), below = 0;
        foreach (int input in Description.Outputs[layer].Inputs)
        {
            below += input >= 0 ? run.Magnitude(input, target, sample) : Explained.Magnitude(target, sample);
        }

        return above > 0 ? below / above : 0;
    }

    /// <summary>How a query's token shares its attention over the tokens of its sequence (<see cref="RelevanceDetail.Attention"/>).</summary>
    /// <exception cref="InvalidOperationException">The model computes only the first token's row of this layer, or reads no tokens.</exception>
    public ReadOnlySpan<float> AttentionRow(int layer, int sequence, int head, int query)
    {
        TokenInput read = Description.Tokens ?? throw ReadsOther("no tokens");
        bool allRows = read.KeepsAllRows || layer < read.EncoderLayers - 1;
        if (!allRows && query > 0)
        {
            throw new InvalidOperationException(
                $"{Description.Name} computes only the first token's row of its last layer; compile it with AllRows=\"true\" to see the others.");
        }

        ReadOnlySpan<int> queries = allRows ? run.Starts : run.SequenceRows;
        int offset = checked((int)Attention.ProbabilityOffset(queries, run.Starts, read.Heads, sequence, head, query));
        return run.Capture.AttentionProbabilities(layer).Slice(offset, run.Starts[sequence + 1] - run.Starts[sequence]);
    }

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

        Start(batch, batch.Count, KeepsFor(method), targets.Length, detail, options);
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
        Start(batch: null, samples, KeepsFor(method), targets.Length, RelevanceDetail.Tokens, options);
        inputs.CopyTo(run.Input);
        (values!.Baseline, values.Noise) = (options.Baseline ?? ArrayBaseline.Zero, options.Noise);
        Explain(method, targets, options);
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

    private static bool KeepsFor(MethodDescription method) => method.Reading != MethodReading.Occlusion;

    private InvalidOperationException ReadsOther(string what) => new($"{Description.Name} reads {what}.");

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

    private void Start(TokenBatch? batch, int samples, bool keep, int targets, RelevanceDetail detail, SessionOptions options)
    {
        run.Path.Reset();
        run.Prepare(batch, samples, keep, targets, detail, options, TargetMemory);
        if (batch is not null)
        {
            run.Capture.Prepare(Description.Tokens!, batch, targets, detail);
        }

        Targets = targets;
        logits.Resize(CallSize.Floats(samples, Outputs));
        baselineScores.Resize(0);
    }

    private void Explain(MethodDescription method, ReadOnlySpan<Target> targets, SessionOptions options)
    {
        Forward();
        WriteSeeds(method, targets, options);
        run.Reading = method.Reading;
        Explained.Begin(method, targets.Length, options);
        switch (method.Reading)
        {
            case MethodReading.SmoothGrad:
                Smooth(method);
                break;
            case MethodReading.IntegratedGradients:
                Integrate(method);
                break;
            case MethodReading.Occlusion:
                Occlude(method);
                break;
            default:
                Pass(method, add: false);
                Explained.Finish(passes: 1);
                break;
        }
    }

    // The logits are copied out because some methods run the forward pass again, elsewhere.
    private void Forward()
    {
        model.Forward(run);
        run.Logits.CopyTo(logits.Span);
        CheckLogits();
    }

    private void CheckLogits()
    {
        if (Probabilities.IndexOfNoNumber(run.Logits) is >= 0 and int at)
        {
            throw Probabilities.NoNumber(run.Logits, at, Outputs, Description.Labels, Description.Name, Explained.FaultOf(at / Outputs));
        }
    }

    private void WriteSeeds(MethodDescription method, ReadOnlySpan<Target> targets, SessionOptions options)
    {
        given = options.OutputRelevance;
        int count = CallSize.Rows(Count, targets.Length);
        seeds.Clear(CallSize.Floats(count, Outputs));
        scores.Resize(count);
        ReadOutputs(method);
        for (int i = 0; i < count; i++)
        {
            (int target, int sample) = (i / Count, i % Count);
            Span<float> seed = seeds.Span.Slice(i * Outputs, Outputs);
            if (method.ExplainsAllLogits)
            {
                seed.Fill(1);
            }
            else
            {
                targets[target].WriteSeed(Description.ProblemType, Logits(sample), seed, Outputs / Description.Labels.Length);
            }

            scores[i] = given.IsEmpty ? ScoreOf(target, sample) : (float)Reductions.Sum(given.Span.Slice(i * Outputs, Outputs));
            if (!float.IsFinite(scores[i]))
            {
                throw Probabilities.NoScore(scores[i]);
            }
        }
    }

    // What scores are made of in the last run of the network: logits, or probabilities.
    private void ReadOutputs(MethodDescription method)
    {
        outputs.Resize(run.Logits.Length);
        run.Logits.CopyTo(outputs.Span);
        for (int sample = 0; method.ExplainsProbability && sample < Count; sample++)
        {
            Target.SoftMax(run.Logits.Slice(sample * Outputs, Outputs), 1, outputs.Span.Slice(sample * Outputs, Outputs));
        }
    }

    private float ScoreOf(int target, int sample) => (float)Reductions.Dot(Seed(target, sample), outputs.Span.Slice(sample * Outputs, Outputs));

    // Group by group of targets. A pass may have written where the forward pass kept what the next one reads.
    private void Pass(MethodDescription method, bool add)
    {
        for (int first = 0; first < run.AllTargets; first += run.Targets)
        {
            if (first > 0)
            {
                model.Forward(run);
            }

            run.BeginGroup(first);
            StartPass(method, first * Count * Outputs);
            model.Relevance(run, method.Pass);
            Explained.Collect(first, add);
        }
    }

    private void StartPass(MethodDescription method, int first)
    {
        Span<float> start = run.Seeds;
        if (!given.IsEmpty)
        {
            given.Span.Slice(first, start.Length).CopyTo(start);
            return;
        }

        seeds.Span.Slice(first, start.Length).CopyTo(start);
        if (method.StartsWithScore)
        {
            ReadOutputs(method);
            for (int i = 0; i < start.Length; i++)
            {
                start[i] *= outputs[i % outputs.Length];
            }
        }
    }
}
