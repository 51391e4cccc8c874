namespace LrpGen.Generator.Reading;

/// <summary>
/// Names that other model families have for the same thing. In a file of a family that calls it otherwise, transformers
/// passes over such a key and builds the model with a default, which nobody can have meant.
/// </summary>
internal static class Synonyms
{
    private static readonly string[][] Groups =
    [
        ["hidden_size", "dim", "d_model", "n_embd"],
        ["num_hidden_layers", "n_layers", "n_layer", "num_layers"],
        ["num_attention_heads", "n_heads", "n_head", "num_heads"],
        ["intermediate_size", "hidden_dim", "d_ff", "ffn_dim", "n_inner"],
        ["hidden_act", "activation", "hidden_activation", "activation_function"],
        ["layer_norm_eps", "layer_norm_epsilon", "norm_eps", "rms_norm_eps"],
        ["max_position_embeddings", "n_positions", "max_seq_len", "max_sequence_length"],
        ["embedding_size", "embedding_dim"],
    ];

    /// <summary>The known key that means the same, or null.</summary>
    public static string? Find(string key, ICollection<string> known) => Groups
        .FirstOrDefault(group => group.Contains(key, StringComparer.Ordinal))
        ?.FirstOrDefault(known.Contains);
}
