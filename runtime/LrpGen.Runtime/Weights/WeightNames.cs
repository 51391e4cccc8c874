namespace LrpGen.Runtime;

/// <summary>What is known about the names of weights: prefixes and legacy names.</summary>
internal static class WeightNames
{
    // What transformers and training frameworks put before the names of a whole model.
    private static readonly string[] ModelPrefixes =
    [
        "roberta.", "bert.", "distilbert.", "electra.", "camembert.", "xlm_roberta.", "deberta.", "vit.",
        "model.", "module.", "base_model.", "transformer.", "backbone.", "_orig_mod.",
    ];

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
}
