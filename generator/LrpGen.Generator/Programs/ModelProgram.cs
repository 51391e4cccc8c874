using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Programs;

/// <summary>A tensor of the checkpoint.</summary>
internal sealed record WeightTensor(string Name, EquatableArray<int> Shape);

/// <summary>A call that builds a field, as C#.</summary>
internal sealed record Initialiser(string Call, EquatableArray<string> Arguments);

/// <summary>Weights that one operator reads: a field of the generated code.</summary>
/// <param name="Name">Name of the field.</param>
/// <param name="Type">Its type in the runtime.</param>
/// <param name="Initialiser">What builds it from <c>source</c>.</param>
/// <param name="Tensors">What the checkpoint must hold for it.</param>
internal sealed record WeightGroup(string Name, string Type, Initialiser Initialiser, EquatableArray<WeightTensor> Tensors);

/// <summary>A line of the conservation ledger.</summary>
/// <param name="Name">The constant that generated code names it by.</param>
/// <param name="Kind">Member of the runtime's <c>SinkKind</c>.</param>
/// <param name="Module">Checkpoint name of what takes the relevance.</param>
/// <param name="Layer">Encoder layer, or −1.</param>
/// <param name="Pass">Index of the pass.</param>
internal sealed record Sink(string Name, string Kind, string Module, int Layer, int Pass);

/// <summary>A backward pass as steps.</summary>
/// <param name="Pass">The rules that it follows.</param>
/// <param name="Procedures">One a section, last section first.</param>
internal sealed record PassProgram(Pass Pass, EquatableArray<Procedure> Procedures)
{
    /// <summary>The forms in which the pass carries relevance.</summary>
    public RelevanceForms Forms { get; init; } = null!;

    /// <summary>The rule of an operator, and what its output's relevance is carried over where that is not the output, as tables print them.</summary>
    public string Describe(Operators.Operator current)
        => Forms.FactorOf(current.Outputs[0]) is var of && of == current.Outputs[0] ? Pass.Describe(current) : $"{Pass.Describe(current)}, {RelevanceForms.Text(of)}";
}

/// <summary>Everything that is emitted of a model: flat lists of kernel calls over buffers.</summary>
internal sealed record ModelProgram(
    Graph Graph,
    EquatableArray<Procedure> Forward,
    EquatableArray<PassProgram> Passes,
    EquatableArray<Sink> Sinks)
{
    private readonly Dictionary<Section, List<WeightGroup>> own = Own(Graph);

    /// <summary>The names of the generated class's members.</summary>
    public MemberNames Names { get; init; } = new(string.Empty);

    /// <summary>The tensor that each layer's name stands for.</summary>
    public IReadOnlyDictionary<string, Tensor> Outputs { get; init; } = new Dictionary<string, Tensor>();

    /// <summary>What r.A means, for comments.</summary>
    public const string Form = "r.A being R/A, the relevance R of t.A over it, unless the table says otherwise";

    /// <summary>The weights that a section keeps: what an earlier one has as well lies there.</summary>
    public IReadOnlyList<WeightGroup> OwnWeights(Section section) => own[section];

    /// <summary>SHA-256 of how weights become fields of the generated code: what packed weights are packed for.</summary>
    public string WeightPlan => CanonicalJson.Sha256(string.Concat(Graph.Sections.SelectMany(OwnWeights).Where(w => w.Tensors.Count > 0).Select(Line)));

    private static Dictionary<Section, List<WeightGroup>> Own(Graph graph)
    {
        Dictionary<Section, List<WeightGroup>> own = graph.Sections.ToDictionary(s => s, _ => new List<WeightGroup>());
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (Operators.Operator current in graph.Operators)
        {
            own[current.Section].AddRange(current.Weights.Where(w => seen.Add(w.Name)));
        }

        return own;
    }

    private static string Line(WeightGroup group)
        => $"{group.Type} {group.Initialiser.Call}({string.Join(", ", group.Initialiser.Arguments)})\n";
}
