using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>The tensors of a checkpoint that a model does not read, without those that are known to be harmless.</summary>
/// <param name="Suspect">
/// Those that make the checkpoint look like another network's: they lie in a module of the model (an adapter), are one more of
/// its layers or of another network's like it (under any prefix, in any case), or the same weight again. Of a layer graph any tensor is: a layer may have been forgotten.
/// </param>
/// <param name="Others">All others: transformers would pass over them too.</param>
internal sealed record UnusedTensors(ImmutableArray<string> Suspect, ImmutableArray<string> Others)
{
    /// <summary>All of them, in ordinal order.</summary>
    public ImmutableArray<string> All => [.. Suspect.Concat(Others).Order(StringComparer.Ordinal)];

    /// <summary>Sorts names that nobody asked for.</summary>
    /// <param name="plan">What the model reads.</param>
    /// <param name="unread">The names, without the prefix of the whole checkpoint.</param>
    public static UnusedTensors Of(IWeightPlan plan, IEnumerable<string> unread)
    {
        HashSet<string> modules = [.. plan.Weights.Select(weight => FirstPart(weight.Name))];
        HashSet<string> shapes = new(plan.Weights.Select(weight => NamePattern.Of(WeightNames.WithoutPrefix(weight.Name))), StringComparer.OrdinalIgnoreCase);
        bool isGraph = plan.Architecture.Length == 0;
        ImmutableArray<string>.Builder suspect = ImmutableArray.CreateBuilder<string>(), others = ImmutableArray.CreateBuilder<string>();
        foreach (string name in unread.Where(name => !HarmlessTensors.Holds(plan.Architecture, name)))
        {
            bool isSuspect = isGraph || modules.Contains(FirstPart(name)) || IsOneMore(NamePattern.Of(WeightNames.WithoutPrefix(name)), shapes);
            (isSuspect ? suspect : others).Add(name);
        }

        return new UnusedTensors(suspect.ToImmutable(), others.ToImmutable());
    }

    // Without the parts in front as well, where a number is left that tells layers apart.
    private static bool IsOneMore(string pattern, HashSet<string> shapes)
    {
        if (shapes.Contains(pattern))
        {
            return true;
        }

        for (int dot = pattern.IndexOf('.'); dot >= 0; dot = pattern.IndexOf('.', dot + 1))
        {
            string rest = pattern[(dot + 1)..];
            if (rest.Contains('*') && shapes.Contains(rest))
            {
                return true;
            }
        }

        return false;
    }

    private static string FirstPart(string name) => name.IndexOf('.') is var end and >= 0 ? name[..end] : name;
}
