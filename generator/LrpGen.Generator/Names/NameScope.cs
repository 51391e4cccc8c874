using System.Globalization;

namespace LrpGen.Generator.Names;

/// <summary>
/// The names of one place of the generated code, all different: a name is changed, by <c>_2</c>, <c>_3</c> and so on, where it or
/// what is made of it is taken.
/// </summary>
internal sealed class NameScope(StringComparer comparer, params IEnumerable<string> reserved)
{
    private readonly HashSet<string> taken = new(reserved, comparer);

    // Where to go on for a name that comes again: thousands of layers may be called alike but for their punctuation.
    private readonly Dictionary<string, int> next = new(comparer);

    /// <summary>One name for each, in order.</summary>
    public static IReadOnlyList<string> AllOf(IEnumerable<string> wanted, params string[] reserved)
    {
        NameScope scope = new(StringComparer.Ordinal, reserved);
        return [.. wanted.Select(name => scope.Take(name))];
    }

    /// <summary>Takes a name if it is free.</summary>
    public bool TryTake(string name) => taken.Add(name);

    /// <summary>The name, or the nearest one that is free, together with the names that are made of it.</summary>
    /// <param name="wanted">An identifier.</param>
    /// <param name="made">The further names that come with a name.</param>
    public string Take(string wanted, Func<string, IEnumerable<string>>? made = null)
    {
        int number = next.TryGetValue(wanted, out int known) ? known : 1;
        while (true)
        {
            string name = number == 1 ? wanted : wanted + "_" + number.ToString(CultureInfo.InvariantCulture);
            number++;
            string[] all = made is null ? [name] : [name, .. made(name)];
            if (all.Any(taken.Contains))
                continue;
            taken.UnionWith(all);
            next[wanted] = number;
            return name;
        }
    }
}
