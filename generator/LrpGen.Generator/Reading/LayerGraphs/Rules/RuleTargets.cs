namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>The layers that entries of a rule map name, and what has to be known of them.</summary>
internal sealed class RuleTargets
{
    private readonly Dictionary<string, int> places = new(StringComparer.Ordinal);
    private readonly List<int>[] readers;
    private readonly bool[] atInput;

    public RuleTargets(EquatableArray<LayerSpec> layers)
    {
        Layers = layers;
        Ops = [.. layers.Select(layer => LayerOps.Get(layer.Op))];
        readers = [.. layers.Select(_ => new List<int>())];
        atInput = new bool[layers.Count];
        for (int index = 0; index < layers.Count; index++)
        {
            foreach (string input in layers[index].Inputs.Distinct(StringComparer.Ordinal))
            {
                if (places.TryGetValue(input, out int place))
                    readers[place].Add(index);
            }

            atInput[index] = layers[index].Inputs.Any(input => IndexOf(input) is var before && (before < 0 || (LetsThrough(before) && atInput[before])));
            places.Add(layers[index].Name, index);
        }
    }

    public EquatableArray<LayerSpec> Layers { get; }

    /// <summary>Whether the network reads ids of tokens, and not numbers.</summary>
    public bool ReadsTokens => Ops.Any(op => op.Group == OpGroup.Embedding);

    /// <summary>Whether it has attention: where a method does not say what rules stand on, it is AttnLRP then.</summary>
    public bool HasAttention => Ops.Any(op => op.Group == OpGroup.Attention);

    public LayerOp[] Ops { get; }

    /// <summary>The layer of that name, or -1.</summary>
    public int IndexOf(string name) => places.TryGetValue(name, out int index) ? index : -1;

    /// <summary>The layers that read a layer.</summary>
    public IReadOnlyList<int> ReadersOf(int index) => readers[index];

    /// <summary>Why a batch norm cannot become part of the layer before it; null when it can.</summary>
    public string? WhyNotFolded(int index)
    {
        int before = IndexOf(Layers[index].Inputs[0]);
        if (before < 0 || !Ops[before].IsWeighted)
        {
            string found = before < 0 ? "the input" : $"'{Layers[before].Name}' ({Layers[before].Op})";
            return $"it reads {found}, and only a dense layer or a convolution can take it in. Folding it forward into a convolution would be wrong at zero-padded borders; give it 'epsilon' or 'pass' of its own";
        }

        return readers[before].Count == 1 ? null : $"'{Layers[before].Name}' before it is read by other layers as well, which must see it without the batch norm";
    }

    public bool IsFoldable(int index) => Layers[index].Op == "batch_norm" && WhyNotFolded(index) is null;

    /// <summary>Whether a layer's output goes through an activation at once, a folded batch norm aside.</summary>
    public bool IsActivated(int index) => readers[index].Any(reader =>
        Ops[reader].Group == OpGroup.Activation || (IsFoldable(reader) && IsActivated(reader)));

    /// <summary>Whether a layer reads the network's input, as it is, or standardised, or in another shape.</summary>
    public bool IsAtInput(int index) => atInput[index];

    private bool LetsThrough(int index) => Layers[index].Op == "normalize" || Ops[index].Group == OpGroup.Structure;
}
