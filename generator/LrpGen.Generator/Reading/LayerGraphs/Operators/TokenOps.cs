namespace LrpGen.Generator.Reading.LayerGraphs.Operators;

/// <summary>Operators over the tokens of a text. Only configurations of transformers have them so far.</summary>
internal static class TokenOps
{
    public static LayerOp[] All { get; } =
    [
        new("embeddings", OpGroup.Embedding, "Word, position and type embeddings, added up.", "", [], _ => null),
        new("attention", OpGroup.Attention, "softmax(q kᵀ / √d) v in every head.", "", [], _ => null, ManyInputs: true),
        new("rotary", OpGroup.Structure, "Pairs of columns of every head turned by an angle that grows with the position.", "", [], _ => null),
        new("rms_norm", OpGroup.Norm, "x / sqrt(mean x^2 + eps) * weight.", "", [], _ => null),
        new("mean_rows", OpGroup.AveragePool, "The mean over the rows of a sample.", "", [], _ => null),
        new("learned_rows", OpGroup.Structure, "Rows of weights before those of every sample.", "", [], _ => null),
        new("learned_positions", OpGroup.Sum, "A row of weights added to each position.", "", [], _ => null),
        new("first_token", OpGroup.Structure, "The first row of every sequence.", "", [], _ => null),
    ];
}
