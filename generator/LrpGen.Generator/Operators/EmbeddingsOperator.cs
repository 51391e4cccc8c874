using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Sizes of the embedding tables.</summary>
internal sealed record EmbeddingSizes(int Vocabulary, int Positions, int Types, int Columns);

/// <summary>Word + position (+ token type) embeddings.</summary>
/// <param name="Tables">The tables.</param>
internal sealed record EmbeddingsOperator(
    string Name, string Module, Section Section, EmbeddingSizes Sizes, WeightGroup Tables, Tensor Output)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "embeddings";

    public override EquatableArray<WeightGroup> Weights => [Tables];

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"sum = {string.Join(" + ", Terms)}.",
            $"w.{Tables.Name}.Forward",
            Argument.Run,
            lowering.Write(Output));

    private List<string> Terms =>
    [
        "word embedding",
        .. Sizes.Positions > 0 ? ["position embedding"] : Array.Empty<string>(),
        .. Sizes.Types > 0 ? ["type embedding"] : Array.Empty<string>(),
    ];

    public override bool WantsOwn(Tensor output, Pass pass) => true;

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.TakeOver(this, Output);
        string positions = Sizes.Positions > 0 ? lowering.Sink(this, "Positions", "PositionEmbedding", Module + ".position_embeddings").Value : "-1";
        string types = Sizes.Types > 0 ? lowering.Sink(this, "Types", "TypeEmbedding", Module + ".token_type_embeddings").Value : "-1";
        lowering.Comment("R(token) = Σ e ⊙ g over its word embedding e" + Terms.Count switch
        {
            1 => ".",
            2 => Sizes.Types > 0 ? "; types take their own share." : "; positions take their own share.",
            _ => "; positions and types take their own share.",
        });
        lowering.Step(
            $"w.{Tables.Name}.Relevance",
            Argument.Run,
            Argument.Read(g),
            Argument.Text("positionSink: " + positions),
            Argument.Text("typeSink: " + types));
    }
}
