using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>The end of the way: every token gets Σ e ⊙ g over its word embedding.</summary>
internal static class EmbeddingsRule
{
    public static void Lower(EmbeddingsOperator embeddings, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.Take(embeddings.Output);
        string section = embeddings.Section.Name;
        string positions = lowering.Sink(section + "Positions", "PositionEmbedding", embeddings.PositionsModule, -1).Value;
        string types = embeddings.Sizes.Types > 0
            ? lowering.Sink(section + "Types", "TypeEmbedding", embeddings.TypesModule, -1).Value
            : "-1";
        lowering.Comment(embeddings.Sizes.Types > 0
            ? "R(token) = Σ e ⊙ g over its word embedding e; positions and types take their own share."
            : "R(token) = Σ e ⊙ g over its word embedding e; positions take their own share.");
        lowering.Step(
            $"w.{embeddings.Name}.Relevance",
            Argument.Run,
            Argument.Read(g),
            Argument.Text("positionSink: " + positions),
            Argument.Text("typeSink: " + types));
    }
}
