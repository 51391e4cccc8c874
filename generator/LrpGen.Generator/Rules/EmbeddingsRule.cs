using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>The end of the way: every token gets Σ e ⊙ g over its word embedding.</summary>
internal static class EmbeddingsRule
{
    public static void Lower(EmbeddingsOperator embeddings, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.Take(embeddings.Output);
        int positions = lowering.Sink("PositionEmbedding", embeddings.PositionsModule, -1);
        int types = embeddings.Sizes.Types > 0 ? lowering.Sink("TypeEmbedding", embeddings.TypesModule, -1) : -1;
        lowering.Comment("R(token) = Σ e ⊙ g over its word embedding e; positions and types take their own share.");
        lowering.Step(
            $"w.{embeddings.Name}.Relevance",
            Argument.Run,
            Argument.Read(g),
            Argument.Text(FormattableString.Invariant($"positionSink: {positions}")),
            Argument.Text(FormattableString.Invariant($"typeSink: {types}")));
    }
}
