namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Operators over the tokens of a text. Only configurations of transformers have them so far.</summary>
internal static class TokenOps
{
    public static LayerOp[] All { get; } =
    [
        new("embeddings", OpGroup.Embedding, "Word, position and type embeddings, added up.", "", [], _ => null),
        new("attention", OpGroup.Attention, "softmax(q kᵀ / √d) v in every head.", "", [], _ => null, ManyInputs: true),
        new("first_token", OpGroup.Structure, "The first row of every sequence.", "", [], _ => null),
    ];
}
