namespace LrpGen.Runtime;

/// <summary>
/// What a checkpoint has before all of its names and a model does not: <c>module.</c> (DistributedDataParallel),
/// <c>_orig_mod.</c> (torch.compile), <c>model.</c> (Lightning), or the attribute that a user's own module keeps the model in.
/// </summary>
internal static class NamePrefix
{
    /// <summary>The prefix under which the checkpoint has most of the model's weights; empty where none does better.</summary>
    public static string Of(Checkpoint checkpoint, IWeightPlan plan)
    {
        string best = "";
        int most = Found(checkpoint, plan, "");
        for (string prefix = Common(checkpoint.Tensors.Keys); prefix.Length > 0 && most < plan.Weights.Length; prefix = WithoutLastPart(prefix))
        {
            int found = Found(checkpoint, plan, prefix);
            if (found > most)
                (best, most) = (prefix, found);
        }

        return best;
    }

    private static int Found(Checkpoint checkpoint, IWeightPlan plan, string prefix) =>
        plan.Weights.Count(weight => checkpoint.Tensors.ContainsKey(prefix + weight.Name));

    /// <summary>The longest text of whole parts, each ended by its point, that all names begin with.</summary>
    private static string Common(IEnumerable<string> names)
    {
        string? common = null;
        foreach (string name in names)
        {
            common ??= name;
            int length = 0;
            while (length < common.Length && length < name.Length && common[length] == name[length])
                length++;
            common = common[..length];
        }

        return common is null ? "" : common[..(common.LastIndexOf('.') + 1)];
    }

    private static string WithoutLastPart(string prefix) => prefix[..(prefix.AsSpan(0, prefix.Length - 1).LastIndexOf('.') + 1)];
}
