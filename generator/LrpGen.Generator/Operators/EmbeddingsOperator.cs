using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>Sizes of the embedding tables.</summary>
internal sealed record EmbeddingSizes(int Vocabulary, int Positions, int Types, int Columns);

/// <summary>Word + position (+ token type) embeddings.</summary>
internal sealed record EmbeddingsOperator(
    string Name, string Module, Section Section, EmbeddingSizes Sizes, bool PositionsAfterPadding, int PaddingId, Tensor Output)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "embeddings";

    public override string Modules => Module;

    public string WordsModule => Module + ".word_embeddings";

    public string PositionsModule => Module + ".position_embeddings";

    public string TypesModule => Module + ".token_type_embeddings";

    public override EquatableArray<WeightGroup> Weights => [new WeightGroup(Name, "Embedding", Initialiser(), Tensors())];

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            Sizes.Types > 0 ? "sum = word embedding + position embedding + type embedding." : "sum = word embedding + position embedding.",
            $"w.{Name}.Forward",
            Argument.Run,
            lowering.Write(Output));

    private Initialiser Initialiser()
    {
        string numbering = PositionsAfterPadding ? "PositionNumbering.AfterPadding" : "PositionNumbering.FromZero";
        string types = Sizes.Types > 0 ? Table(TypesModule, Sizes.Types) : "null";
        return new Initialiser(
            "new Embedding",
            [Table(WordsModule, Sizes.Vocabulary), Table(PositionsModule, Sizes.Positions), types, numbering, $"PaddingId: {PaddingId}"]);
    }

    private string Table(string module, int rows) => $"source.Table({CSharpText.Literal(module)}, {rows}, {Sizes.Columns})";

    private EquatableArray<WeightTensor> Tensors()
    {
        List<WeightTensor> tensors =
        [
            new(WordsModule + ".weight", [Sizes.Vocabulary, Sizes.Columns]),
            new(PositionsModule + ".weight", [Sizes.Positions, Sizes.Columns]),
        ];
        if (Sizes.Types > 0)
        {
            tensors.Add(new(TypesModule + ".weight", [Sizes.Types, Sizes.Columns]));
        }

        return tensors.ToEquatableArray();
    }
}
