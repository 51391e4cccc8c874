using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Graphs;

/// <summary>A part of the network that becomes one file with one forward and one relevance method.</summary>
/// <param name="Name">Prefix of its tensors and suffix of its methods: <c>Layer03</c>.</param>
/// <param name="Module">Checkpoint name: <c>roberta.encoder.layer.3</c>.</param>
/// <param name="Layer">Index of the encoder layer, or −1 outside the layers.</param>
internal sealed record Section(string Name, string Module, int Layer);

/// <summary>The network as mathematics: operators over named tensors, in the order of computation.</summary>
/// <param name="Sections">The parts, in order.</param>
/// <param name="Operators">The operators, in order.</param>
/// <param name="HiddenStates">Input of every encoder layer, and the output of the last one.</param>
/// <param name="Logits">The output.</param>
internal sealed record Graph(
    EquatableArray<Section> Sections,
    EquatableArray<Operator> Operators,
    EquatableArray<Tensor> HiddenStates,
    Tensor Logits)
{
    /// <summary>The operators that read a tensor.</summary>
    public IEnumerable<Operator> ReadersOf(Tensor tensor) => Operators.Where(o => o.Inputs.Contains(tensor));

    /// <summary>Index of a tensor among the hidden states, or −1.</summary>
    public int HiddenStateIndex(Tensor tensor)
    {
        for (int i = 0; i < HiddenStates.Count; i++)
        {
            if (HiddenStates[i] == tensor)
            {
                return i;
            }
        }

        return -1;
    }
}
