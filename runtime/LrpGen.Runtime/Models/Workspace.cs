namespace LrpGen.Runtime;

/// <summary>
/// The memory and the state of one call of a generated model. Grows to the largest input seen and is then reused.
/// </summary>
/// <remarks>
/// Generated code sees its buffers through the methods below: every buffer has a constant offset in a region whose
/// size is proportional to the tokens, the samples, or those times the targets (<see cref="WorkspacePlan"/>). A sample of a model
/// that reads tokens is a sequence. Matrices have channels as columns; what the user gives and gets is channels first, as in PyTorch.
/// One workspace serves one call at a time.
/// </remarks>
public sealed partial class Workspace : IDisposable
{
    private readonly ModelDescription model;
    private readonly WorkspacePlan plan;
    private readonly TokenBatch noTokens = new();
    private AlignedBuffer memory = new(0);
    private GrowingArray<float> input;
    private GrowingArray<float> relevance;
    private GrowingArray<float> logits;
    private GrowingArray<float> seeds;
    private int[] sampleRows = [0];
    private int[] positionRows = [0];
    private long sampleBase;
    private long targetTokenBase;
    private long targetSampleBase;
    private long probabilityBase;
    private long probabilitiesPerLayer;
    private long firstTokenProbabilitiesPerLayer;
    private int firstTarget;
    private int targetsOfGroup;
    private bool disposed;

    /// <summary>A workspace for a model.</summary>
    internal Workspace(ModelDescription model, Workers workers)
    {
        this.model = model;
        plan = model.Plan;
        Workers = workers;
        Batch = noTokens;
        layers = new LayerState[model.Outputs.Length];
    }

    /// <summary>Who computes.</summary>
    public Workers Workers { get; }

    /// <summary>The sequences of this call; empty where the model reads no tokens.</summary>
    public TokenBatch Batch { get; private set; }

    /// <summary>Number of samples of this call: sequences, where the model reads tokens.</summary>
    public int Count { get; private set; }

    /// <summary>
    /// First row of each sample among the rows that attend to each other, and behind the last one their number: those of its tokens, or
    /// <see cref="WorkspacePlan.AttentionPositions"/> of them.
    /// </summary>
    public ReadOnlySpan<int> Starts => Batch.Count > 0 ? Batch.Starts : positionRows.AsSpan(0, Count + 1);

    /// <summary>0, 1, 2, …: the first rows of samples that have one row each.</summary>
    public ReadOnlySpan<int> SequenceRows => sampleRows.AsSpan(0, Count + 1);

    /// <summary>Whether the forward pass keeps what the relevance pass reads.</summary>
    public bool Keep { get; private set; }

    /// <summary>Number of targets whose relevance is computed in one pass.</summary>
    public int Targets { get; private set; }

    /// <summary>Number of targets of this call, in as many passes as it takes.</summary>
    public int AllTargets { get; private set; }

    /// <summary>What is read out of the hidden states and the attention of encoders.</summary>
    public Capture Capture { get; } = new();

    /// <summary>Where relevance went that did not reach the input.</summary>
    public LedgerAccumulator Ledger { get; } = new();

    /// <summary>What is read at the input.</summary>
    public MethodReading Reading { get; internal set; }

    /// <summary>Factor on the word embeddings: below 1 on the path of integrated gradients.</summary>
    public float EmbeddingScale
    {
        get => Path.Scale;
        set => Path.Scale = value;
    }

    /// <summary>How the word embeddings are changed by a method that runs the network several times.</summary>
    internal EmbeddingPath Path { get; } = new();

    /// <summary>The numbers that the model reads: samples × values, channels first.</summary>
    public Span<float> Input => input.Span;

    /// <summary>What arrived at the numbers: targets of the pass × samples × values, channels first.</summary>
    public Span<float> Relevance => relevance.Span[..(Targets * Count * model.InputSize)];

    /// <summary>The logits of the last forward pass: samples × outputs, channels first.</summary>
    public ReadOnlySpan<float> Logits => logits.Span;

    /// <summary>Where relevance starts: targets of the pass × samples × outputs, channels first.</summary>
    public Span<float> Seeds => seeds.Span[..(Targets * Count * model.OutputSize)];

    /// <summary>Bytes of memory held.</summary>
    public long Bytes => disposed ? 0 : sizeof(float) * (memory.Length + scratch.Sum(buffer => buffer.Length)
        + input.Capacity + relevance.Capacity + logits.Capacity + seeds.Capacity + layers.Sum(layer => (long)layer.Relevance.Capacity));

    /// <summary>Prepares the memory for a call.</summary>
    /// <param name="batch">The sequences, or <see langword="null"/> where the model reads no tokens.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="keep">Whether a relevance pass follows.</param>
    /// <param name="targets">Number of targets of that pass.</param>
    /// <param name="detail">What is read out of the encoder.</param>
    /// <param name="options">What else is read out, and restricted.</param>
    /// <param name="targetBytes">Memory for the relevance of targets in one pass. Where they need more, they go in groups, of one at least.</param>
    /// <exception cref="ObjectDisposedException">The workspace was disposed of.</exception>
    internal void Prepare(TokenBatch? batch, int samples, bool keep, int targets, RelevanceDetail detail, SessionOptions options, long targetBytes)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Batch = batch ?? EmptyBatch();
        Count = samples;
        Keep = keep;
        AllTargets = keep ? targets : 0;
        long tokens = Batch.Tokens, values = (long)model.InputSize + model.OutputSize;
        targetsOfGroup = TargetGroups.Size(AllTargets, checked((tokens * plan.TargetTokens) + (samples * (plan.TargetSamples + values))), targetBytes);
        (firstTarget, Targets) = (0, targetsOfGroup);
        CountRows(ref sampleRows, 1);
        CountRows(ref positionRows, Math.Max(1, plan.AttentionPositions));
        int rows = CallSize.Rows(samples, Targets);
        input.Resize(CallSize.Floats(samples, model.InputSize));
        relevance.Resize(CallSize.Floats(rows, model.InputSize));
        logits.Resize(CallSize.Floats(samples, model.OutputSize));
        seeds.Resize(CallSize.Floats(rows, model.OutputSize));
        bool ledger = options.Ledger || (detail & RelevanceDetail.Ledger) != 0;
        Ledger.Prepare(ledger, model.Sinks.Length, targets, samples);
        PrepareLayers(options, ledger);
        probabilitiesPerLayer = keep ? Attention.ProbabilityCount(Starts, Starts, plan.Heads) : 0;
        firstTokenProbabilitiesPerLayer = keep ? Attention.ProbabilityCount(SequenceRows, Starts, plan.Heads) : 0;
        checked
        {
            sampleBase = tokens * (keep ? plan.ExplainTokens : plan.PredictTokens);
            targetTokenBase = sampleBase + (samples * (keep ? plan.ExplainSamples : plan.PredictSamples));
            targetSampleBase = targetTokenBase + (Targets * tokens * plan.TargetTokens);
            probabilityBase = targetSampleBase + (rows * plan.TargetSamples);
        }

        long floats = FirstTokenProbabilityStart(plan.ProbabilityLayers + plan.FirstTokenProbabilityLayers);
        if (floats > memory.Length)
        {
            AlignedBuffer.Replace(ref memory, floats);
        }
    }

    /// <summary>Begins with the targets from <paramref name="first"/> on, as many as fit: the pass that follows is theirs.</summary>
    internal void BeginGroup(int first)
    {
        firstTarget = first;
        Targets = Math.Min(targetsOfGroup, AllTargets - first);
        Capture.BeginGroup(first, Targets);
        Ledger.BeginGroup(first, Targets);
        magnitudes.BeginGroup(first, Targets);
    }

    /// <summary>Lays the numbers of the input out channels last, if somebody reads them so.</summary>
    public void ReadInput(Matrix x)
    {
        if (!x.IsEmpty)
        {
            Layouts.FromChannelsFirst(Input, x.Rows / Count, x, Workers);
        }
    }

    /// <summary>Takes the logits out of the last buffer of the forward pass.</summary>
    public void ReadLogits(Matrix x) => Layouts.ToChannelsFirst(x, x.Rows / Count, logits.Span, Workers);

    /// <summary>Writes the seeds into the first buffer of the relevance pass.</summary>
    public void WriteSeeds(Matrix r) => Layouts.FromChannelsFirst(Seeds, r.Rows / (Count * Targets), r, Workers);

    /// <summary>Reads what arrived at the numbers of the input.</summary>
    public void WriteRelevance(Matrix r) => Layouts.ToChannelsFirst(r, r.Rows / (Count * Targets), Relevance, Workers);

    /// <summary>A buffer with one row a token.</summary>
    /// <param name="predict">Offset a token when only the forward pass runs, or −1 when the buffer does not exist then.</param>
    /// <param name="explain">Offset a token when a relevance pass follows, or −1.</param>
    /// <param name="columns">Columns of the buffer.</param>
    public Matrix Tokens(long predict, long explain, int columns)
        => View(0, Keep ? explain : predict, Batch.Tokens, 1, columns, Matrix.Pad(columns));

    /// <summary>A buffer with <paramref name="positions"/> rows a sample; the others as in <see cref="Tokens"/>.</summary>
    public Matrix Samples(long predict, long explain, int positions, int columns)
        => View(sampleBase, Keep ? explain : predict, Count, positions, columns, Matrix.SpreadStride(columns));

    /// <summary>A buffer of the relevance pass with one row a token, for each target.</summary>
    public Matrix TargetTokens(long offset, int columns)
        => View(targetTokenBase, offset, CallSize.Rows(Batch.Tokens, Targets), 1, columns, Matrix.Pad(columns));

    /// <summary>A buffer of the relevance pass with <paramref name="positions"/> rows a sample, for each target.</summary>
    public Matrix TargetSamples(long offset, int positions, int columns)
        => View(targetSampleBase, offset, CallSize.Rows(Count, Targets), positions, columns, Matrix.SpreadStride(columns));

    /// <summary>The attention probabilities of a layer, or nothing when no relevance pass follows.</summary>
    public Span<float> Probabilities(int layer)
        => Keep ? memory.Slice(probabilityBase + (layer * probabilitiesPerLayer), CallSize.Floats(probabilitiesPerLayer, 1)) : [];

    /// <summary>The attention probabilities of a layer in which only the first token of every sequence asks.</summary>
    public Span<float> FirstTokenProbabilities(int layer)
        => Keep ? memory.Slice(FirstTokenProbabilityStart(layer), CallSize.Floats(firstTokenProbabilitiesPerLayer, 1)) : [];

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        memory.Dispose();
        scratch.ForEach(buffer => buffer.Dispose());
    }

    // Behind the layers in which all tokens ask.
    private long FirstTokenProbabilityStart(int layer)
        => checked(probabilityBase + (plan.ProbabilityLayers * probabilitiesPerLayer) + ((layer - plan.ProbabilityLayers) * firstTokenProbabilitiesPerLayer));

    private Matrix View(long regionBase, long offset, int units, int positions, int columns, int stride)
    {
        if (offset < 0)
        {
            return default;
        }

        int rows = CallSize.Rows(units, positions);
        return new Matrix(memory.Slice(regionBase + (offset * units), CallSize.Floats(rows, stride)), rows, columns, stride);
    }

    // A caller may have filled the batch of a session that has had no call yet.
    private TokenBatch EmptyBatch()
    {
        noTokens.Clear();
        return noTokens;
    }

    private void CountRows(ref int[] rows, int each)
    {
        if (rows.Length > Count)
        {
            return;
        }

        rows = new int[Count + 1];
        for (int sample = 0; sample < rows.Length; sample++)
        {
            rows[sample] = CallSize.Rows(sample, each);
        }
    }
}
