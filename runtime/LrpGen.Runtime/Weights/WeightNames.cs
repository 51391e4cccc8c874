namespace LrpGen.Runtime;

/// <summary>What is known about the names of weights: prefixes, legacy names, and buffers that are no weights.</summary>
internal static class WeightNames
{
    // What transformers and training frameworks put before the names of a whole model.
    private static readonly string[] ModelPrefixes =
    [
        "roberta.", "bert.", "distilbert.", "electra.", "camembert.", "xlm_roberta.", "deberta.", "vit.",
        "model.", "module.", "base_model.", "transformer.", "backbone.", "_orig_mod.",
    ];

    private static readonly string[] Buffers = ["position_ids", "token_type_ids", "num_batches_tracked"];

    /// <summary>The name that early BERT checkpoints have instead (<c>gamma</c>, <c>beta</c>); null for other names.</summary>
    public static string? Legacy(string name) =>
        name.EndsWith(".weight", StringComparison.Ordinal) ? name[..^"weight".Length] + "gamma"
        : name.EndsWith(".bias", StringComparison.Ordinal) ? name[..^"bias".Length] + "beta"
        : null;

    /// <summary>The name without the prefixes of the whole model: equal for the same weight saved by different classes.</summary>
    public static string WithoutPrefix(string name)
    {
        while (Array.Find(ModelPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) is { } prefix)
            name = name[prefix.Length..];
        return name;
    }

    /// <summary>True for a buffer that is saved with the weights but is none.</summary>
    public static bool IsBuffer(string name) => Array.Exists(Buffers, buffer => EndsWithPart(name, buffer));

    /// <summary>True for a weight of the pooler, which classifiers on every token do not have.</summary>
    public static bool IsPooler(string name) => name.Split('.').Contains("pooler");

    private static bool EndsWithPart(string name, string part) =>
        name.EndsWith(part, StringComparison.Ordinal) && (name.Length == part.Length || name[^(part.Length + 1)] == '.');
}
