namespace LrpGen.Runtime;

/// <summary>Finds what many mismatches mean together: an encoder without its head, or the names of another family.</summary>
internal static class MismatchMeaning
{
    private static readonly string[] OtherHeads =
        ["cls", "lm_head", "qa_outputs", "vocab_transform", "vocab_layer_norm", "vocab_projector", "discriminator_predictions", "generator_predictions", "generator_lm_head"];

    /// <summary>What is wrong and what to do, or null where the mismatches have no common reason.</summary>
    /// <param name="plan">What the model reads.</param>
    /// <param name="missing">The weights that are not there.</param>
    /// <param name="unread">The tensors that nobody asked for.</param>
    public static string? Of(IWeightPlan plan, IReadOnlyCollection<string> missing, IReadOnlyCollection<string> unread)
    {
        if (plan.Architecture.Length == 0 || missing.Count == 0)
            return null;

        // The encoder's names begin with the family's: 'bert.', and its word embedding is read first.
        string encoder = plan.Weights[0].Name is var first ? first[..(first.IndexOf('.') + 1)] : "";
        Dictionary<string, string> bare = new(StringComparer.Ordinal);
        foreach (string name in unread)
            bare.TryAdd(WeightNames.WithoutPrefix(name), name);

        string[] lost = [.. missing.Where(name => !bare.ContainsKey(WeightNames.WithoutPrefix(name)))];
        string[] renamed = [.. missing.Except(lost)];
        string[] head = [.. plan.Weights.Select(weight => weight.Name).Where(name => !name.StartsWith(encoder, StringComparison.Ordinal))];

        // Pre-trained encoders come with a pooler or without.
        string[] lostElsewhere = [.. lost.Except(head).Where(name => !name.Contains(".pooler.", StringComparison.Ordinal))];
        if (lostElsewhere.Length == 0 && head.Length > 0 && head.All(lost.Contains))
            return WithoutHead(head, unread);

        if (renamed.Length < 2 || renamed.Length * 2 < missing.Count)
            return null;
        string found = bare[WeightNames.WithoutPrefix(renamed[0])];
        string prefix = found[..^WeightNames.WithoutPrefix(found).Length];
        string needed = renamed[0][..^WeightNames.WithoutPrefix(renamed[0]).Length];
        return $"the names in the file begin with {Messages.Quote(prefix)} and the model's with {Messages.Quote(needed)}, as in {found}: "
            + "the weights are of another model type than the description, or were saved from a part of the model; use the config.json that was saved with them";
    }

    private static string WithoutHead(string[] head, IEnumerable<string> unread)
    {
        string? other = unread.Select(name => name.Split('.')[0]).FirstOrDefault(OtherHeads.Contains);
        string instead = other is null ? "" : $", but {other}, the head of another task";
        return $"the file holds an encoder without its classifier, as it is before fine-tuning (no {string.Join(", ", head.Take(4))}{instead}); load the folder of the model that was trained to classify";
    }
}
