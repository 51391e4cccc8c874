using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Multi-head attention: softmax(q · kᵀ / √d) · v within every sequence and head.</summary>
/// <param name="Options">Heads, mask, embeddings of distances.</param>
/// <param name="Layer">Its place among the attention layers of the network.</param>
internal sealed record AttentionOperator(
    string Name, string Module, Section Section, Tensor Query, Tensor Key, Tensor Value, AttentionOptions Options, int Layer, Tensor Output)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Query, Key, Value];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => $"attention, {Options.Heads} heads";

    public override EquatableArray<WeightGroup> Weights => Relative is null ? Distances : [.. Distances, Relative];

    public override EquatableArray<Tensor> RowInputs => [Query];

    /// <summary>The embeddings of distances and the norm over them, where it has some.</summary>
    public EquatableArray<WeightGroup> Distances { get; init; } = [];

    /// <summary>The embeddings of distances as its products project them (the work of <see cref="Fusion"/>, which knows those).</summary>
    public WeightGroup? Relative { get; init; }

    /// <summary>Columns of a head.</summary>
    public int HeadColumns => Query.Columns / Options.Heads;

    /// <summary>1/√d, or less where more products than one are added up, with the precision of a float.</summary>
    public string Scale => FloatText.Of((float)(1 / Math.Sqrt((double)HeadColumns * Terms)));

    /// <summary>The probabilities of this layer, which the relevance pass reads.</summary>
    public Argument Probabilities
        => Argument.Text(Query.HasManyRows ? $"run.Probabilities({Layer})" : $"run.FirstTokenProbabilities({Layer})");

    /// <summary>Where the queries and the keys of a sequence lie: every row asks, or only the first one.</summary>
    public Argument[] Starts => [Query.HasManyRows ? Argument.Starts : Argument.Text("run.SequenceRows"), Argument.Starts];

    /// <summary>Heads and scale, and the mask if there is one.</summary>
    public Argument[] Shape => IsPlain
        ? [HeadsAlone, Argument.Text($"scale: {Scale}")]
        : [Argument.Text($"new AttentionShape({Options.Heads}, {Scale})" + (Mask.Count > 0 ? $" {{ {string.Join(", ", Mask)} }}" : string.Empty))];

    /// <summary>As <see cref="Shape"/>, where the scale does not matter.</summary>
    public Argument ShapeOfValue => IsPlain ? HeadsAlone : Shape[0];

    /// <summary>Class of the runtime with the kernels.</summary>
    public string Kernels => Relative is null ? "Attention" : "DisentangledAttention";

    /// <summary>Query, key and value, and what else the scores are made of.</summary>
    /// <param name="read">Reads a tensor.</param>
    public Argument[] Operands(Func<Tensor, Argument> read)
        => [read(Query), read(Key), read(Value), .. Relative is null ? Array.Empty<Argument>() : [Argument.Weight(Relative.Name, ".Embeddings")]];

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Query = map(Query), Key = map(Key), Value = map(Value), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
    {
        lowering.Step(
            $"{Title} = softmax({Formula}) · {Spoken(Value)}, in {Options.Heads} heads of {HeadColumns} columns{MaskInWords}.",
            Kernels + ".Forward",
            [.. Operands(lowering.Read), .. Starts, .. Shape, Probabilities, lowering.Write(Output), Argument.Workers]);
        lowering.Step(null, "run.Capture.Attention", Argument.Text($"{Layer}"), Probabilities);
    }

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => pass.RuleOf(Module).Rule == "gradient" ? null : input;

    public override bool WantsOwn(Tensor output, Pass pass) => pass.RuleOf(Module).Rule != "gradient";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => AttentionRules.Lower(this, pass.RuleOf(Module), lowering);

    private int Terms => 1 + (Options.Relative is { AsKeys: true } ? 1 : 0) + (Options.Relative is { AsQueries: true } ? 1 : 0);

    private bool IsPlain => Options.Relative is null && Mask.Count == 0;

    private Argument HeadsAlone => Argument.Text($"heads: {Options.Heads}");

    private List<string> Mask =>
    [
        .. Options.KeyValueHeads != Options.Heads ? [$"KeyValueHeads = {Options.KeyValueHeads}"] : Array.Empty<string>(),
        .. Options.IsCausal ? ["Causal = true"] : Array.Empty<string>(),
        .. Options.Window > 0 ? [$"Window = {Options.Window}"] : Array.Empty<string>(),
    ];

    private string Formula
    {
        get
        {
            (string q, string k) = (Spoken(Query), Spoken(Key));
            string scale = Terms == 1 ? $"√{HeadColumns}" : $"√({Terms} · {HeadColumns})";
            string[] products =
            [
                $"{q} · {k}ᵀ",
                .. Options.Relative is { AsKeys: true } ? [$"{q} · distancesᵀ"] : Array.Empty<string>(),
                .. Options.Relative is { AsQueries: true } ? [$"{k} · distancesᵀ"] : Array.Empty<string>(),
            ];
            return products.Length == 1 ? $"{products[0]} / {scale}" : $"({string.Join(" + ", products)}) / {scale}";
        }
    }

    private string MaskInWords => (Options.IsCausal ? ", each query on what is before it" : string.Empty)
        + (Options.Window > 0 ? $", within a window of {Options.Window}" : string.Empty)
        + (Options.KeyValueHeads != Options.Heads ? $", {Options.KeyValueHeads} of keys and values" : string.Empty);
}
