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

    /// <summary>Waits for the call under way, and frees the memory.</summary>
    public void Dispose() => use.End(() =>
    {
        run.Dispose();
        if (ownsWorkers)
        {
            run.Workers.Dispose();
        }
    });

    private InvalidOperationException ReadsOther(string what) => new($"{Description.Name} reads {what}.");
}
