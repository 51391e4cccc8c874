using System.Numerics.Tensors;

namespace LrpGen.Runtime;

/// <content>Named layers, whose relevance is read and restricted to channels, and the ledger.</content>
public sealed partial class Workspace
{
    private readonly LayerState[] layers;
    private readonly LedgerAccumulator magnitudes = new();
    private readonly List<AlignedBuffer> scratch = [];
    private int used;
    private bool readsLayers;

    /// <summary>Relevance of a layer's output: all targets × samples × values, channels first; or all targets × tokens × values.</summary>
    internal ReadOnlySpan<float> LayerRelevance(int index) => layers[index].Relevance.Span;

    /// <summary>Σ|R| of a layer's output, for a target and sample; kept with a ledger.</summary>
    internal double Magnitude(int index, int target, int sample) => magnitudes[index, target, sample];

    /// <summary>Whether a condition holds in this call on one of the layers.</summary>
    /// <param name="indices">Their places in the description's outputs.</param>
    public bool IsRestricted(params ReadOnlySpan<int> indices)
    {
        foreach (int index in indices)
        {
            if (layers[index].IsRestricted)
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
        if (readsLayers || Ledger.IsOn)
        {
            ReadLayer(index, r, of, norm);
        }

        if (layers[index].IsRestricted)
        {
            for (int row = 0; row < r.Rows; row++)
            {
                TensorPrimitives.Multiply(r[row], layers[index].Mask, r[row]);
            }
        }
    }

    /// <summary>Ledger: adds Σ relevance to a line, times a sign.</summary>
    /// <param name="sink">The line.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="r">R, or R/of: the rows of all targets.</param>
    /// <param name="of">What <paramref name="r"/> is to be multiplied with, the rows of one target; <c>default</c> for nothing.</param>
    public void Account(int sink, float sign, Matrix r, Matrix of = default) => Ledger.Relevance(sink, sign, of, r, Starts);

    /// <summary>Ledger: takes Σ z ⊙ s from a line, what a rule shares out. An output with z = 0 has nothing to share out, though s = R/0 may be infinite.</summary>
    public void Shared(int sink, Matrix s, Matrix z) => Ledger.Shared(sink, s, z, Starts);

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

        used = 0;
        Span<float> mapped = Scratch(1, s.Columns)[0];
        WeightMaps.Map(bias[..s.Columns], map, mapped);
        Ledger.Bias(sink, s, mapped, Starts);
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
        used = 0;
        Matrix sums = Scratch(r.Rows / Targets, r.Columns);
        layer.Forward(x, WeightMap.Identity, InputMap.One, withBias: false, sums, Workers);
        Account(sink, 1, r);
        Shared(sink, r, sums);
    }

    private void PrepareLayers(SessionOptions options, bool ledger)
    {
        readsLayers = options.ReadsLayers;
        magnitudes.Prepare(ledger, layers.Length, AllTargets, Count);
        for (int i = 0; i < layers.Length; i++)
        {
            // A layer that no relevance reaches, behind a constant gate, has none: not that of the call before.
            layers[i].Relevance.Clear(readsLayers ? CallSize.Floats(CallSize.Rows(UnitsOf(i), AllTargets), model.Outputs[i].Size) : 0);
            layers[i].IsRestricted = false;
        }

        foreach (ChannelCondition condition in options.Conditions)
        {
            Restrict(condition);
        }
    }

    // Channels of one layer that occur in two conditions are those of both (conditional relevance, Achtibat et al. 2023).
    private void Restrict(ChannelCondition condition)
    {
        int index = model.OutputIndex(condition.Layer);
        ref LayerState layer = ref layers[index];
        layer.Mask ??= new float[model.Outputs[index].Shape[0]];
        if (!layer.IsRestricted)
        {
            Array.Clear(layer.Mask);
            layer.IsRestricted = true;
        }

        foreach (int channel in condition.Channels)
        {
            layer.Mask[channel] = 1;
        }
    }

    private void ReadLayer(int index, Matrix r, Matrix of, ChannelAffine? norm)
    {
        Matrix itself = r;
        used = 0;
        if (!of.IsEmpty)
        {
            itself = Scratch(r.Rows, r.Columns);
            Products.Multiply(of, InputMap.Identity, r, 1, itself, accumulate: false, Workers);
        }

        if (norm is not null)
        {
            Matrix behind = itself;
            itself = Scratch(r.Rows, r.Columns);
            norm.Adjoint(behind, WeightMap.Identity, itself, accumulate: false, Workers);
        }

        magnitudes.Magnitude(index, itself, Starts);
        if (readsLayers)
        {
            int units = UnitsOf(index), size = units * model.Outputs[index].Size;
            Layouts.ToChannelsFirst(itself, r.Rows / (units * Targets), layers[index].Relevance.Span.Slice(firstTarget * size, Targets * size), Workers);
        }
    }

    private int UnitsOf(int layer) => model.Outputs[layer].IsOfTokens ? Batch.Tokens : Count;

    // Memory for values of a ledger or reading alone: the first one begins anew with every call of generated code.
    private Matrix Scratch(int rows, int columns)
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

    private struct LayerState
    {
        public GrowingArray<float> Relevance;
        public float[]? Mask;
        public bool IsRestricted;
    }
}
