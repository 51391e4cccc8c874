using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Expansion;

/// <summary>
/// Turns a layer graph into a graph of operators: images lie channels last, batch norms are folded into the product before
/// them where every method says so, and a section begins with every layer that has weights, unless the description has parts of its own.
/// </summary>
internal sealed class LayerExpander
{
    private const string InputId = "Input";

    private readonly LayerGraphSpec spec;
    private readonly Dictionary<string, Tensor> tensors = [];
    private readonly Dictionary<string, string> identifiers;
    private readonly bool keepsSoftmax;
    private readonly ILookup<string, LayerSpec> readers;
    private readonly List<Section> sections = [];
    private readonly Dictionary<(string, Initialiser), WeightGroup> groups = [];
    private readonly List<Operator> operators = [];

    private LayerExpander(LayerGraphSpec spec, FoldedNorms norms, MemberNames names)
    {
        this.spec = spec;
        Norms = norms;
        identifiers = spec.Layers.ToDictionary(l => l.Name, l => l.Identifier ?? names.Layer(l.Name));
        keepsSoftmax = spec.Methods.Any(spec.ExplainsSoftmax);
        readers = spec.Layers.SelectMany(l => l.Inputs.Distinct().Select(i => (Input: i, Layer: l))).ToLookup(p => p.Input, p => p.Layer);
    }

    /// <summary>The batch norms that are part of other layers.</summary>
    public FoldedNorms Norms { get; }

    /// <summary>The section at hand.</summary>
    public Section Section => sections[sections.Count - 1];

    /// <summary>How many attention layers there are before the one at hand.</summary>
    public int AttentionLayers { get; private set; }

    /// <summary>The graph, and the tensor that every layer's name stands for.</summary>
    public static (Graph Graph, Dictionary<string, Tensor> Outputs) Expand(LayerGraphSpec spec, FoldedNorms norms, MemberNames names)
        => new LayerExpander(spec, norms, names).Expand();

    /// <summary>The name of a layer in the generated code.</summary>
    public string IdentifierOf(LayerSpec layer) => identifiers[layer.Name];

    /// <summary>An input of a layer.</summary>
    public Tensor Input(LayerSpec layer, int index = 0) => tensors[layer.Inputs[index]];

    /// <summary>All inputs of a layer.</summary>
    public EquatableArray<Tensor> Inputs(LayerSpec layer) => layer.Inputs.Select(i => tensors[i]).ToEquatableArray();

    /// <summary>The output of a layer.</summary>
    public Tensor Output(LayerSpec layer) => tensors[layer.Name];

    /// <summary>Weights that another layer has already, or these: what several layers use exists once.</summary>
    public WeightGroup Once(WeightGroup group)
    {
        if (!groups.TryGetValue((group.Type, group.Initialiser), out WeightGroup? known))
        {
            groups.Add((group.Type, group.Initialiser), group);
            return group;
        }

        return known;
    }

    /// <summary>Whether other layers have the same weights.</summary>
    public static bool SharesWeights(LayerSpec layer) => layer.Module != layer.Name;

    /// <summary>Adds an operator.</summary>
    public void Add(Operator current)
    {
        operators.Add(current);
        AttentionLayers += current is AttentionOperator ? 1 : 0;
    }

    /// <summary>Lets a layer have its input's values; where nobody else reads those, the input's tensor stands for the layer as well.</summary>
    public void View(LayerSpec layer)
    {
        Tensor input = Input(layer);
        if (readers[layer.Inputs[0]].Count() == 1)
        {
            tensors[layer.Name] = input;
            return;
        }

        tensors[layer.Name] = Declare(layer);
        Add(new ViewOperator(IdentifierOf(layer), layer.Name, Section, layer.Op, input, Output(layer)));
    }

    private (Graph, Dictionary<string, Tensor>) Expand()
    {
        if (!spec.ReadsTokens)
        {
            sections.Add(new Section(InputId, spec.InputName));
            Tensor input = new(InputId, RowKind.Samples, spec.InputShape[0], LayerWeights.Positions(new Dims(spec.InputShape)));
            Add(new InputOperator(InputId, spec.InputName, Section, input));
            tensors.Add(spec.InputName, input);
        }

        foreach (LayerSpec layer in spec.Layers)
        {
            Add(layer);
        }

        // The logits are what goes into a softmax: scores are differences of logits, whatever is shown of them.
        LayerSpec last = spec.Layers[spec.Layers.Count - 1];
        Tensor logits = tensors[last.Op == "softmax" ? last.Inputs[0] : last.Name];
        return (new Graph(sections.ToEquatableArray(), operators.ToEquatableArray(), spec.HiddenStates.Select(h => tensors[h]).ToEquatableArray(), logits), tensors);
    }

    private void Add(LayerSpec layer)
    {
        if (Norms.IsGone(layer) || (layer.Op == "softmax" && !keepsSoftmax))
        {
            tensors[layer.Name] = Input(layer);
            return;
        }

        if (layer.Section is { } own && (sections.Count == 0 || Section != own))
        {
            sections.Add(own);
        }

        if (layer.Op == "dropout" || (layer.Op is "flatten" or "reshape" && IsSameLayout(Input(layer), layer.OutputShape)))
        {
            View(layer);
            return;
        }

        tensors[layer.Name] = Declare(layer);
        if (layer.Section is null && layer.Weights.Count > 0)
        {
            sections.Add(new Section(IdentifierOf(layer), layer.Name));
        }

        LayerExpansions.Find(layer.Op)(layer, this);
    }

    private static bool IsSameLayout(Tensor input, Dims output) => input.Positions == LayerWeights.Positions(output) && input.Columns == output.Channels;

    private Tensor Declare(LayerSpec layer) => new(IdentifierOf(layer), layer.Rows, layer.OutputShape.Channels, LayerWeights.Positions(layer.OutputShape));
}
