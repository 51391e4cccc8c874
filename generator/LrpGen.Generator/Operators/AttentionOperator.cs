using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>Multi-head self-attention: softmax(q · kᵀ / √d) · v within every sequence and head.</summary>
internal sealed record AttentionOperator(
    string Name, string Module, Section Section, Tensor Query, Tensor Key, Tensor Value, int Heads, int Layer, Tensor Output)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Query, Key, Value];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => $"attention, {Heads} heads";

    public override string Modules => Module;

    /// <summary>1/√d with the precision of a float.</summary>
    public string Scale => FloatText.Of((float)(1 / Math.Sqrt(Query.Columns / Heads)));

    /// <summary>Where the queries of a sequence lie: every token asks, or only the first one.</summary>
    public Argument QueryStarts => Query.Rows == RowKind.Tokens ? Argument.Starts : Argument.Text("run.SequenceRows");

    /// <summary>The probabilities of this layer, which the relevance pass reads.</summary>
    public Argument Probabilities
        => Argument.Text(Query.Rows == RowKind.Tokens ? $"run.Probabilities({Layer})" : $"run.FirstTokenProbabilities({Layer})");

    public override void LowerForward(ForwardLowering lowering)
    {
        lowering.Step(
            $"context = softmax(query · keyᵀ / √{Query.Columns / Heads}) · value, in {Heads} heads of {Query.Columns / Heads} columns.",
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
}
