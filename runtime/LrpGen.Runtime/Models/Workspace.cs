using System.Runtime.InteropServices;

namespace LrpGen.Runtime;

/// <summary>
/// The memory and the state of one call of a generated model. Grows to the largest input seen and is then reused.
/// </summary>
/// <remarks>
/// Generated code sees its buffers through the methods below: every buffer has a constant offset in a region whose
/// size is proportional to the tokens, the sequences, or those times the targets (<see cref="WorkspacePlan"/>).
/// One workspace serves one call at a time.
/// </remarks>
public sealed unsafe class Workspace : IDisposable
{
    private readonly WorkspacePlan plan;
    private float[] logits = [];
    private float[] seeds = [];
    private int labels;
    private int[] sequenceRows = [0];
    private float[] mappedBias = [];
    private float* memory;
    private long capacity;
    private long sampleBase;
    private long targetTokenBase;
    private long targetSampleBase;
    private long probabilityBase;
    private long probabilitiesPerLayer;
    private long firstTokenProbabilitiesPerLayer;
    private readonly Lock freeing = new();
    private int firstTarget;
    private int targetsOfGroup;
    private bool disposed;

    /// <summary>A workspace for models with this plan.</summary>
    public Workspace(WorkspacePlan plan, Workers workers)
    {
        this.plan = plan;
        Workers = workers;
    }

    /// <summary>Who computes.</summary>
    public Workers Workers { get; }

    /// <summary>The sequences of this call.</summary>
    public TokenBatch Batch { get; private set; } = new();

    /// <summary>First row of each sequence, and behind the last one the number of tokens.</summary>
    public ReadOnlySpan<int> Starts => Batch.Starts;

    /// <summary>0, 1, 2, …: the first rows of sequences that have one row each.</summary>
    public ReadOnlySpan<int> SequenceRows => sequenceRows.AsSpan(0, Batch.Count + 1);

    /// <summary>Whether the forward pass keeps what the relevance pass reads.</summary>
    public bool Keep { get; private set; }

    /// <summary>Number of targets whose relevance is computed in one pass.</summary>
    public int Targets { get; private set; }

    /// <summary>Number of targets of this call, in as many passes as it takes.</summary>
    public int AllTargets { get; private set; }

    /// <summary>Factor on the word embeddings: below 1 on the path of integrated gradients.</summary>
    public float EmbeddingScale { get; set; } = 1;

    /// <summary>The id of each token that the path of integrated gradients begins with, −1 for zeros; empty for zeros everywhere.</summary>
    internal ReadOnlyMemory<int> BaselineIds { get; set; }

    /// <summary>What is read out on the way.</summary>
    public Capture Capture { get; } = new();

    /// <summary>Where relevance went that did not reach the tokens.</summary>
    public LedgerAccumulator Ledger { get; } = new();

    /// <summary>What is read at the embeddings.</summary>
    public MethodReading Reading { get; set; }

    /// <summary>The logits of the last forward pass: sequences × labels.</summary>
    public ReadOnlySpan<float> Logits => logits.AsSpan(0, Batch.Count * labels);

    /// <summary>Where relevance starts: all targets × sequences × labels.</summary>
    public Span<float> Seeds => seeds.AsSpan(0, AllTargets * Batch.Count * labels);

    /// <summary>Prepares the memory for a call.</summary>
    /// <param name="batch">The sequences.</param>
    /// <param name="keep">Whether a relevance pass follows.</param>
    /// <param name="targets">Number of targets of that pass.</param>
    /// <param name="labelCount">Number of logits of a sequence.</param>
    /// <param name="targetBytes">Memory for the relevance of targets in one pass. Where they need more, they go in groups, of one at least.</param>
    /// <exception cref="ObjectDisposedException">The workspace was disposed of.</exception>
    public void Prepare(TokenBatch batch, bool keep, int targets, int labelCount, long targetBytes = long.MaxValue)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Batch = batch;
        labels = labelCount;
        Keep = keep;
        AllTargets = keep ? targets : 0;
        targetsOfGroup = TargetGroups.Size(
            AllTargets, checked((batch.Tokens * plan.TargetTokens) + (batch.Count * plan.TargetSamples)), targetBytes);
        (firstTarget, Targets) = (0, targetsOfGroup);
        CountRows(batch.Count + 1);
        Grow(ref logits, CallSize.Floats(batch.Count, labelCount));
        Grow(ref seeds, CallSize.Floats(CallSize.Rows(batch.Count, AllTargets), labelCount));
        long tokens = batch.Tokens;
        long sequences = batch.Count;
        probabilitiesPerLayer = keep ? Attention.ProbabilityCount(Starts, Starts, plan.Heads) : 0;
        firstTokenProbabilitiesPerLayer = keep ? Attention.ProbabilityCount(SequenceRows, Starts, plan.Heads) : 0;
        checked
        {
            sampleBase = tokens * (keep ? plan.ExplainTokens : plan.PredictTokens);
            targetTokenBase = sampleBase + (sequences * (keep ? plan.ExplainSamples : plan.PredictSamples));
            targetSampleBase = targetTokenBase + (Targets * tokens * plan.TargetTokens);
            probabilityBase = targetSampleBase + (Targets * sequences * plan.TargetSamples);
        }

        Reserve(FirstTokenProbabilityStart(plan.ProbabilityLayers + plan.FirstTokenProbabilityLayers));
    }

    /// <summary>Begins with the targets from <paramref name="first"/> on, as many as fit: the pass that follows is theirs.</summary>
    internal void BeginGroup(int first)
    {
        firstTarget = first;
        Targets = Math.Min(targetsOfGroup, AllTargets - first);
        Capture.BeginGroup(first);
        Ledger.BeginGroup(first, Targets);
    }

    /// <summary>Takes the logits out of the last buffer of the forward pass [sequences, labels].</summary>
    public void ReadLogits(Matrix x)
    {
        for (int row = 0; row < x.Rows; row++)
        {
            x[row].CopyTo(logits.AsSpan(row * labels));
        }
    }

    /// <summary>Writes the seeds into the first buffer of the relevance pass [targets · sequences, labels].</summary>
    public void WriteSeeds(Matrix g)
    {
        g.Data.Clear();
        for (int row = 0; row < g.Rows; row++)
        {
            seeds.AsSpan(((firstTarget * Batch.Count) + row) * labels, labels).CopyTo(g[row]);
        }
    }

    /// <summary>Ledger: adds Σ relevance to a line, times a sign.</summary>
    /// <param name="sink">The line.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="r">R, or R/of: the rows of all targets.</param>
    /// <param name="of">What <paramref name="r"/> is to be multiplied with, the rows of one target.</param>
    public void Account(int sink, float sign, Matrix r, Matrix of) => Ledger.Relevance(sink, sign, of, r, Starts);

    /// <summary>Ledger: takes Σ z ⊙ s from a line, what a rule shares out.</summary>
    public void Shared(int sink, Matrix s, Matrix z) => Ledger.Relevance(sink, -1, z, s, Starts);

    /// <summary>Ledger: adds Σ map(b) ⊙ s to a line, what a rule shares out to a bias.</summary>
    /// <param name="sink">The line.</param>
    /// <param name="s">What the rule divides.</param>
    /// <param name="bias">One a column.</param>
    /// <param name="map">What the rule makes of weights.</param>
    public void SharedWithBias(int sink, Matrix s, ReadOnlySpan<float> bias, WeightMap map)
    {
        if (!Ledger.IsOn)
        {
            return;
        }

        if (mappedBias.Length < s.Columns)
        {
            mappedBias = new float[s.Columns];
        }

        Span<float> mapped = mappedBias.AsSpan(0, s.Columns);
        WeightMaps.Map(bias[..s.Columns], map, mapped);
        Ledger.Bias(sink, s, mapped, Starts);
    }

    /// <summary>A buffer with one row a token.</summary>
    /// <param name="predict">Offset a token when only the forward pass runs, or −1 when the buffer does not exist then.</param>
    /// <param name="explain">Offset a token when a relevance pass follows, or −1.</param>
    /// <param name="columns">Columns of the buffer.</param>
    public Matrix Tokens(long predict, long explain, int columns)
        => View(0, Keep ? explain : predict, Batch.Tokens, 1, columns, Matrix.Pad(columns));

    /// <summary>A buffer with <paramref name="positions"/> rows a sample; the others as in <see cref="Tokens"/>.</summary>
    public Matrix Samples(long predict, long explain, int positions, int columns)
        => View(sampleBase, Keep ? explain : predict, Batch.Count, positions, columns, Matrix.SpreadStride(columns));

    /// <summary>A buffer of the relevance pass with one row a token, for each target.</summary>
    public Matrix TargetTokens(long offset, int columns)
        => View(targetTokenBase, offset, CallSize.Rows(Batch.Tokens, Targets), 1, columns, Matrix.Pad(columns));

    /// <summary>A buffer of the relevance pass with <paramref name="positions"/> rows a sample, for each target.</summary>
    public Matrix TargetSamples(long offset, int positions, int columns)
        => View(targetSampleBase, offset, CallSize.Rows(Batch.Count, Targets), positions, columns, Matrix.SpreadStride(columns));

    /// <summary>The attention probabilities of a layer, or nothing when no relevance pass follows.</summary>
    public Span<float> Probabilities(int layer)
        => Keep ? Floats(probabilityBase + (layer * probabilitiesPerLayer), CallSize.Floats(probabilitiesPerLayer, 1)) : [];

    /// <summary>The attention probabilities of a layer in which only the first token of every sequence asks.</summary>
    public Span<float> FirstTokenProbabilities(int layer)
        => Keep ? Floats(FirstTokenProbabilityStart(layer), CallSize.Floats(firstTokenProbabilitiesPerLayer, 1)) : [];

    /// <summary>Bytes of memory held.</summary>
    public long Bytes => capacity * sizeof(float);

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (freeing)
        {
            disposed = true;
            Free();
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the native memory back when nobody disposed of the workspace.</summary>
    ~Workspace() => NativeMemory.AlignedFree(memory);

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
        return new Matrix(Floats(regionBase + (offset * units), CallSize.Floats(rows, stride)), rows, columns, stride);
    }

    // Also where the workspace was disposed of: then there are none.
    private Span<float> Floats(long start, int length) => start >= 0 && start <= capacity - length
        ? new Span<float>(memory + start, length)
        : throw new InvalidOperationException($"{length} floats from {start} on, of {capacity}: the workspace is not prepared for this call.");

    private void Free()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
        capacity = 0;
    }

    private void CountRows(int count)
    {
        if (sequenceRows.Length < count)
        {
            sequenceRows = [.. Enumerable.Range(0, count)];
        }
    }

    private static void Grow(ref float[] array, int length)
    {
        if (array.Length < length)
        {
            array = new float[length];
        }
    }

    private void Reserve(long floats)
    {
        if (floats <= capacity)
        {
            return;
        }

        Free();
        nuint bytes = AlignedBuffer.BytesOf(floats);
        try
        {
            memory = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        }
        catch (OutOfMemoryException)
        {
            throw AlignedBuffer.TooLarge(floats);
        }

        NativeMemory.Clear(memory, bytes);
        capacity = floats;
    }
}
