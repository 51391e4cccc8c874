using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Multi-head attention: softmax(q · kᵀ / √d) · v within every sequence and head.</summary>
/// <param name="Layer">Its place among the attention layers of the network.</param>
internal sealed record AttentionOperator(
    string Name, string Module, Section Section, Tensor Query, Tensor Key, Tensor Value, int Heads, int Layer, Tensor Output)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Query, Key, Value];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => $"attention, {Heads} heads";

    public override EquatableArray<Tensor> RowInputs => [Query];

    /// <summary>1/√d with the precision of a float.</summary>
    public string Scale => FloatText.Of((float)(1 / Math.Sqrt(Query.Columns / Heads)));

    /// <summary>Where the queries of a sequence lie: every token asks, or only the first one.</summary>
    public Argument QueryStarts => Query.Rows == RowKind.Tokens ? Argument.Starts : Argument.Text("run.SequenceRows");

    /// <summary>The probabilities of this layer, which the relevance pass reads.</summary>
    public Argument Probabilities
        => Argument.Text(Query.Rows == RowKind.Tokens ? $"run.Probabilities({Layer})" : $"run.FirstTokenProbabilities({Layer})");

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Query = map(Query), Key = map(Key), Value = map(Value), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
    {
        lowering.Step(
            $"{Title} = softmax({Spoken(Query)} · {Spoken(Key)}ᵀ / √{Query.Columns / Heads}) · {Spoken(Value)}, in {Heads} heads of {Query.Columns / Heads} columns.",
            "Attention.Forward",
            lowering.Read(Query),
            lowering.Read(Key),
            lowering.Read(Value),
            QueryStarts,
            Argument.Starts,
            Argument.Text($"heads: {Heads}"),
            Argument.Text($"scale: {Scale}"),
            Probabilities,
            lowering.Write(Output),
            Argument.Workers);
        lowering.Step(null, "run.Capture.Attention", Argument.Text($"{Layer}"), Probabilities);
    }

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => pass.RuleOf(Module).Rule == "gradient" ? null : input;

    public override bool WantsOwn(Tensor output, Pass pass) => pass.RuleOf(Module).Rule != "gradient";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => AttentionRules.Lower(this, pass.RuleOf(Module), lowering);
}
