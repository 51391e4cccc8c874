using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>
/// What a message says of a checkpoint that does not fit: few mismatches one by one, many as patterns, and what they mean together.
/// </summary>
internal static class MismatchReport
{
    private const int MostLines = 10;

    /// <summary>The text behind the file's name.</summary>
    /// <param name="mismatches">What does not fit.</param>
    /// <param name="unused">Tensors that make the checkpoint look like another network's.</param>
    /// <param name="meaning">What it means, and the way out; null where that is unknown.</param>
    public static string Of(IReadOnlyList<WeightMismatch> mismatches, IReadOnlyList<string> unused, string? meaning)
    {
        List<string> lines = [];
        if (mismatches.Count > 0)
        {
            lines.Add($"{Count(mismatches.Count, "weight does", "weights do")} not fit the model{(meaning is null ? "" : $": {meaning}")}");
            lines.AddRange(mismatches.Count <= MostLines ? mismatches.Select(mismatch => mismatch.ToString()) : Grouped(mismatches));
        }

        // What explains the mismatches explains what is left over as well.
        if (unused.Count > 0 && meaning is null)
        {
            lines.Add($"{Count(unused.Count, "tensor is", "tensors are")} not read and could be part of the network, which then is another one than described: correct the "
                + $"description, or accept what is not read with {nameof(WeightChecks)}.{nameof(WeightChecks.Values)}");
            lines.AddRange(unused.Count <= MostLines ? unused.Select(Messages.Name) : Grouped(unused));
        }

        return string.Join('\n', lines);
    }

    private static IEnumerable<string> Grouped(IReadOnlyList<WeightMismatch> mismatches) =>
        Grouped([.. mismatches.Select(mismatch => (mismatch.Name, Kind(mismatch), mismatch.ToString()))]);

    private static IEnumerable<string> Grouped(IReadOnlyList<string> names) =>
        Grouped([.. names.Select(name => (name, "", Messages.Name(name)))]);

    // By as many parts of the names as lead to few enough groups.
    private static IEnumerable<string> Grouped(ImmutableArray<(string Name, string Kind, string Line)> entries)
    {
        IGrouping<(string Pattern, string Kind), (string Name, string Kind, string Line)>[] groups = [];
        for (int parts = entries.Max(entry => entry.Name.Count(c => c == '.')) + 1; parts > 0; parts--)
        {
            groups = [.. entries.GroupBy(entry => (NamePattern.Of(entry.Name, parts), entry.Kind))];
            if (groups.Length <= MostLines)
                break;
        }

        foreach (IGrouping<(string Pattern, string Kind), (string Name, string Kind, string Line)> group in groups.Take(MostLines))
        {
            int count = group.Count();
            yield return count == 1 ? group.First().Line : $"{Messages.Name(group.Key.Pattern)}: {count}{group.Key.Kind}, such as {group.First().Line}";
        }

        if (groups.Length > MostLines)
            yield return $"and {groups.Skip(MostLines).Sum(group => group.Count())} more";
    }

    private static string Kind(WeightMismatch mismatch) => mismatch.Found switch
    {
        null => " not found",
        { Type: null } => " of another type",
        _ => " of another shape",
    };

    private static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
