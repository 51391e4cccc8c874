using System.Collections.Immutable;
using System.Numerics.Tensors;

namespace LrpGen.Runtime;

/// <summary>The memory and the state of one call of a generated model over numeric input.</summary>
/// <remarks>
/// Activations are kept channels last: a matrix has one row a sample and position (pixel) and one column a channel.
/// What the user gives and gets is channels first, as in PyTorch. One workspace serves one call at a time.
/// </remarks>
public sealed class ArrayWorkspace : IDisposable
{
    private readonly ArrayModelDescription model;
    private readonly float[][] layerRelevance;
    private readonly float[][] channelMasks;
    private readonly bool[] restricted;
    private AlignedBuffer memory = new(16);
    private float[] input = [];
    private float[] relevance = [];
    private float[] logits = [];
    private float[] seeds = [];
    private readonly List<AlignedBuffer> scratch = [];
    private int used;
    private bool readLayers;
    private bool disposed;
    private int firstTarget;
    private int targetsOfGroup;
    private GrowingArray<double> magnitudes;

    /// <summary>A workspace for a model.</summary>
    public ArrayWorkspace(ArrayModelDescription model, Workers workers)
    {
        this.model = model;
        Workers = workers;
        layerRelevance = new float[model.Outputs.Length][];
        channelMasks = new float[model.Outputs.Length][];
        restricted = new bool[model.Outputs.Length];
        Array.Fill(layerRelevance, []);
        Array.Fill(channelMasks, []);
    }

    /// <summary>Who computes.</summary>
    public Workers Workers { get; }

    /// <summary>Number of samples of this call.</summary>
    public int Count { get; private set; }

    /// <summary>Number of targets whose relevance is computed in one pass.</summary>
    public int Targets { get; private set; }

    /// <summary>Number of targets of this call, in as many passes as it takes.</summary>
    public int AllTargets { get; private set; }

    /// <summary>Whether the forward pass keeps what the relevance pass reads.</summary>
    public bool Keep { get; private set; }

    /// <summary>Where relevance went that did not reach the input.</summary>
    public LedgerAccumulator Ledger { get; } = new();

    /// <summary>First row of each sample where a sample has one row: 0, 1, 2, ….</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Count + 1);

    /// <summary>The input: samples × values, channels first.</summary>
    public Span<float> Input => input.AsSpan(0, Count * model.InputSize);

    /// <summary>What arrived at the input: targets of the pass × samples × values, channels first.</summary>
    public Span<float> Relevance => relevance.AsSpan(0, Targets * Count * model.InputSize);

    /// <summary>The logits: samples × outputs, channels first.</summary>
    public ReadOnlySpan<float> Logits => logits.AsSpan(0, Count * model.OutputSize);

    /// <summary>Where relevance starts: targets of the pass × samples × outputs, channels first.</summary>
    public Span<float> Seeds => seeds.AsSpan(0, Targets * Count * model.OutputSize);

    /// <summary>Bytes held.</summary>
    public long Bytes => sizeof(float) * (memory.Length + scratch.Sum(buffer => buffer.Length)
        + input.Length + relevance.Length + logits.Length + seeds.Length + layerRelevance.Sum(values => (long)values.Length));

    private int[] starts = [0];

    /// <summary>Relevance of a layer's output: all targets × samples × values, channels first.</summary>
    public ReadOnlySpan<float> LayerRelevance(int index) => layerRelevance[index];

    /// <summary>Σ|R| of a layer's output, for a target and sample; kept with a ledger.</summary>
    internal double Magnitude(int index, int target, int sample) => magnitudes[(((index * AllTargets) + target) * Count) + sample];

    /// <summary>Prepares the memory for a call.</summary>
    /// <param name="samples">Number of samples.</param>
    /// <param name="keep">Whether a relevance pass follows.</param>
    /// <param name="targets">Number of targets.</param>
    /// <param name="layers">Whether the relevance of layers is read.</param>
    /// <param name="targetBytes">Memory for the relevance of targets in one pass. Where they need more, they go in groups, of one at least.</param>
    /// <exception cref="ObjectDisposedException">The workspace was disposed of.</exception>
    public void Prepare(int samples, bool keep, int targets, bool layers, long targetBytes = long.MaxValue)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        Count = samples;
        Keep = keep;
        AllTargets = keep ? targets : 0;
        targetsOfGroup = TargetGroups.Size(AllTargets, checked(samples * ((long)model.Plan.TargetSamples + model.InputSize + model.OutputSize)), targetBytes);
        (firstTarget, Targets) = (0, targetsOfGroup);
        readLayers = layers;
        int rows = CallSize.Rows(samples, Targets), allRows = CallSize.Rows(samples, AllTargets);
        magnitudes.Clear(CallSize.Floats(model.Outputs.Length, allRows));
        Grow(ref input, CallSize.Floats(samples, model.InputSize));
        Grow(ref relevance, CallSize.Floats(rows, model.InputSize));
        Grow(ref logits, CallSize.Floats(samples, model.OutputSize));
        Grow(ref seeds, CallSize.Floats(rows, model.OutputSize));
        if (starts.Length < samples + 1)
        {
            starts = [.. Enumerable.Range(0, samples + 1)];
        }

        for (int i = 0; i < layerRelevance.Length; i++)
        {
            int size = layers ? CallSize.Floats(allRows, model.Outputs[i].Size) : 0;
            if (layerRelevance[i].Length != size)
            {
                layerRelevance[i] = size == 0 ? [] : new float[size];
            }

            // A layer that no relevance reaches, behind a constant gate, has none: not that of the call before.
            Array.Clear(layerRelevance[i]);
        }

        long floats = checked((samples * (keep ? model.Plan.ExplainSamples : model.Plan.PredictSamples)) + (rows * model.Plan.TargetSamples));
        if (memory.Length < floats)
        {
            AlignedBuffer.Replace(ref memory, floats);
        }
    }

    /// <summary>Begins with the targets from <paramref name="first"/> on, as many as fit: the pass that follows is theirs.</summary>
    internal void BeginGroup(int first)
    {
        firstTarget = first;
        Targets = Math.Min(targetsOfGroup, AllTargets - first);
        Ledger.BeginGroup(first, Targets);
    }

    /// <summary>Restricts relevance to some channels of layers in this call (conditional relevance, Achtibat et al. 2023).</summary>
    /// <param name="conditions">Conditions that hold together; channels of one layer that occur in two of them are those of both.</param>
    internal void Restrict(ImmutableArray<ChannelCondition> conditions)
    {
        Array.Clear(restricted);
        foreach (ChannelCondition condition in conditions)
        {
            int layer = model.OutputIndex(condition.Layer);
            Grow(ref channelMasks[layer], model.Outputs[layer].Shape[0]);
            if (!restricted[layer])
            {
                Array.Clear(channelMasks[layer]);
                restricted[layer] = true;
            }

            foreach (int channel in condition.Channels)
            {
                channelMasks[layer][channel] = 1;
            }
        }
    }

    /// <summary>A buffer with <paramref name="positions"/> rows a sample.</summary>
    /// <param name="predict">Offset in floats a sample when only the forward pass runs, or −1 when the buffer does not exist then.</param>
    /// <param name="explain">Offset when a relevance pass follows, or −1.</param>
    /// <param name="positions">Rows of a sample.</param>
    /// <param name="columns">Columns.</param>
    public Matrix Samples(long predict, long explain, int positions, int columns)
        => View(0, Keep ? explain : predict, Count, positions, columns);

    /// <summary>A buffer of the relevance pass with <paramref name="positions"/> rows a sample, for each target.</summary>
    public Matrix TargetSamples(long offset, int positions, int columns)
        => View(Count * model.Plan.ExplainSamples, offset, Count * Targets, positions, columns);

    /// <summary>Lays the input out channels last, if somebody reads it so.</summary>
    public void ReadInput(Matrix x)
    {
        if (!x.IsEmpty)
        {
            Layouts.FromChannelsFirst(Input, x.Rows / Count, x, Workers);
        }
    }

    /// <summary>Takes the logits out of the last buffer of the forward pass.</summary>
    public void ReadLogits(Matrix x) => Layouts.ToChannelsFirst(x, x.Rows / Count, logits.AsSpan(0, Count * model.OutputSize), Workers);

    /// <summary>Writes the seeds into the first buffer of the relevance pass.</summary>
    public void WriteSeeds(Matrix r) => Layouts.FromChannelsFirst(Seeds, r.Rows / (Count * Targets), r, Workers);

    /// <summary>Reads what arrived at the input.</summary>
    public void WriteRelevance(Matrix r) => Layouts.ToChannelsFirst(r, r.Rows / (Count * Targets), Relevance, Workers);

    /// <summary>Whether a condition holds in this call on one of the layers.</summary>
    /// <param name="layers">Indices in the description's outputs.</param>
    public bool IsRestricted(params ReadOnlySpan<int> layers)
    {
        foreach (int layer in layers)
        {
            if (restricted[layer])
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Copies relevance that others read as well, where a condition gives a layer memory of its own.</summary>
    /// <param name="shared">The relevance.</param>
    /// <param name="own">The same memory, or that of the layer.</param>
    public void Separate(Matrix shared, Matrix own)
    {
        if (shared.Data != own.Data)
        {
            Residual.Copy(shared, own, Workers);
        }
    }

    /// <summary>Reads the relevance of a layer's output if it was asked for, or its magnitude, and applies a condition on its channels.</summary>
    /// <param name="index">Index of the layer in the description's outputs.</param>
    /// <param name="r">R, or R/of.</param>
    /// <param name="of">What <paramref name="r"/> is to be multiplied with; <c>default</c> for nothing.</param>
    /// <param name="norm">A folded batch norm between the layer and what <paramref name="r"/> is the relevance of, which is differentiated; null for none.</param>
    public void Layer(int index, Matrix r, Matrix of = default, ChannelAffine? norm = null)
    {
        Matrix itself = r;
        ResetScratch();
        if ((readLayers || Ledger.IsOn) && !of.IsEmpty)
        {
            itself = Scratch(r.Rows, r.Columns);
            Products.Multiply(of, InputMap.Identity, r, 1, itself, accumulate: false, Workers);
        }

        if ((readLayers || Ledger.IsOn) && norm is not null)
        {
            Matrix behind = itself;
            itself = Scratch(r.Rows, r.Columns);
            norm.Adjoint(behind, WeightMap.Identity, itself, accumulate: false, Workers);
        }

        for (int row = 0; Ledger.IsOn && row < r.Rows; row++)
        {
            magnitudes[(((index * AllTargets) + firstTarget) * Count) + (row / (r.Rows / (Targets * Count)))] += Reductions.SumOfMagnitudes(itself[row]);
        }

        if (readLayers)
        {
            Layouts.ToChannelsFirst(itself, r.Rows / (Count * Targets), LayerRelevanceOfGroup(index), Workers);
        }

        if (restricted[index])
        {
            for (int row = 0; row < r.Rows; row++)
            {
                TensorPrimitives.Multiply(r[row], channelMasks[index], r[row]);
            }
        }
    }

    /// <summary>Ledger: adds Σ relevance to a line, times a sign.</summary>
    /// <param name="sink">The line.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="r">R, or R/of: the rows of all targets.</param>
    /// <param name="of">What <paramref name="r"/> is to be multiplied with, the rows of one target; <c>default</c> for nothing.</param>
    /// <remarks>Sums are taken in double precision. It returns at once when no ledger was asked for.</remarks>
    public void Account(int sink, double sign, Matrix r, Matrix of = default)
    {
        for (int row = 0; Ledger.IsOn && row < r.Rows; row++)
        {
            double sum = of.IsEmpty ? Reductions.Sum(r[row]) : Reductions.Dot(r[row], of[row % of.Rows]);
            AddToLine(sink, row, r.Rows, sign * sum);
        }
    }

    /// <summary>Ledger: takes Σ z ⊙ s from a line, what a rule shares out. An output with z = 0 has nothing to share out, though s = R/0 may be infinite.</summary>
    public void Shared(int sink, Matrix s, Matrix z)
    {
        for (int row = 0; Ledger.IsOn && row < s.Rows; row++)
        {
            AddToLine(sink, row, s.Rows, -Reductions.SharedDot(z[row % z.Rows], s[row]));
        }
    }

    /// <summary>Ledger: adds Σ map(b) ⊙ s to a line, what a rule shares out to a bias.</summary>
    /// <param name="sink">The line.</param>
    /// <param name="s">What the rule divides.</param>
    /// <param name="bias">One a column; more are padding.</param>
    /// <param name="map">What the rule makes of weights.</param>
    public void SharedWithBias(int sink, Matrix s, ReadOnlySpan<float> bias, WeightMap map)
    {
        if (!Ledger.IsOn)
        {
            return;
        }

        ResetScratch();
        Span<float> mapped = Scratch(1, s.Columns)[0];
        WeightMaps.Map(bias[..s.Columns], map, mapped);

        for (int row = 0; row < s.Rows; row++)
        {
            AddToLine(sink, row, s.Rows, Reductions.SharedDot(mapped, s[row]));
        }
    }

    /// <summary>Ledger: adds to a line what arrives at an operator and a derivative does not hand on, Σ (1 − W·1) ⊙ R.</summary>
    /// <param name="sink">The line.</param>
    /// <param name="r">What arrives.</param>
    /// <param name="layer">The operator.</param>
    /// <param name="x">Its input.</param>
    public void Dropped(int sink, Matrix r, ILinearOperator layer, Matrix x)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (!Ledger.IsOn)
        {
            return;
        }

        // Σ Wᵀ R over the inputs is Σ (W·1) ⊙ R over the outputs.
        ResetScratch();
        Matrix sums = Scratch(r.Rows / Targets, r.Columns);
        layer.Forward(x, WeightMap.Identity, InputMap.One, withBias: false, sums, Workers);
        Account(sink, 1, r);
        Shared(sink, r, sums);
    }

    private void AddToLine(int sink, int row, int rows, double value)
    {
        int sample = row / (rows / (Targets * Count));
        Ledger.Add(sink, sample / Count, sample % Count, value);
    }

    /// <summary>Memory for a rule's own values; valid until <see cref="ResetScratch"/>.</summary>
    internal Matrix Scratch(int rows, int columns)
    {
        int stride = Matrix.SpreadStride(columns);
        int floats = CallSize.Floats(rows, stride);
        if (used == scratch.Count)
        {
            scratch.Add(new AlignedBuffer(floats));
        }
        else if (scratch[used].Length < floats)
        {
            AlignedBuffer buffer = scratch[used];
            try
            {
                AlignedBuffer.Replace(ref buffer, floats);
            }
            finally
            {
                scratch[used] = buffer;
            }
        }

        return new Matrix(scratch[used++].Slice(0, floats), rows, columns, stride);
    }

    /// <summary>Gives all scratch memory free for the next rule.</summary>
    internal void ResetScratch() => used = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
        disposed = true;
        memory.Dispose();
        foreach (AlignedBuffer buffer in scratch)
        {
            buffer.Dispose();
        }
    }

    private Span<float> LayerRelevanceOfGroup(int index)
    {
        int size = model.Outputs[index].Size * Count;
        return layerRelevance[index].AsSpan(firstTarget * size, Targets * size);
    }

    private Matrix View(long regionBase, long offset, int samples, int positions, int columns)
    {
        if (offset < 0)
        {
            return default;
        }

        int stride = Matrix.SpreadStride(columns);
        int rows = CallSize.Rows(samples, positions);
        return new Matrix(memory.Slice(regionBase + (offset * samples), CallSize.Floats(rows, stride)), rows, columns, stride);
    }

    private static void Grow(ref float[] array, int length)
    {
        if (array.Length < length)
        {
            array = new float[length];
        }
    }
}
