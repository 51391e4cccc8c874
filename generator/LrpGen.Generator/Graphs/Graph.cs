using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Graphs;

/// <summary>A part of the network that becomes one file with one forward and one relevance method.</summary>
/// <param name="Name">Suffix of its methods: <c>Layer03</c>.</param>
/// <param name="Module">Checkpoint name: <c>roberta.encoder.layer.3</c>.</param>
/// <param name="Layer">Index of the layer of a stack, or −1 outside of it.</param>
/// <param name="NamesOperators">Whether its name stands before those of its operators: <c>Layer03Query</c> is its query.</param>
internal sealed record Section(string Name, string Module, int Layer = -1, bool NamesOperators = false);

/// <summary>The network as mathematics: operators over named tensors, in the order of computation.</summary>
/// <param name="Sections">The parts, in order.</param>
/// <param name="Operators">The operators, in order.</param>
/// <param name="HiddenStates">Input of every layer of a stack, and the output of the last one.</param>
/// <param name="Logits">The output.</param>
internal sealed record Graph(
    EquatableArray<Section> Sections,
    EquatableArray<Operator> Operators,
    EquatableArray<Tensor> HiddenStates,
    Tensor Logits)
{
    /// <summary>The operators that read each tensor, in order.</summary>
    public ILookup<Tensor, Operator> Readers()
        => Operators.SelectMany(o => o.Inputs.Distinct().Select(i => (Tensor: i, Operator: o))).ToLookup(p => p.Tensor, p => p.Operator);

    /// <summary>The operator that computes each tensor.</summary>
    public Dictionary<Tensor, Operator> Producers()
        => Operators.SelectMany(o => o.Outputs.Select(t => (Tensor: t, Operator: o))).ToDictionary(p => p.Tensor, p => p.Operator);

    /// <summary>The operators of each section, in order.</summary>
    public ILookup<Section, Operator> BySection() => Operators.ToLookup(o => o.Section);

    /// <summary>Which hidden state a tensor is.</summary>
    public IReadOnlyDictionary<Tensor, int> HiddenStateIndices()
        => HiddenStates.Select((t, i) => (Tensor: t, Index: i)).ToLookup(p => p.Tensor, p => p.Index).ToDictionary(p => p.Key, p => p.First());
}
