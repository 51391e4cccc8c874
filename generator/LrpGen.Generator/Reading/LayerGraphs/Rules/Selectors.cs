namespace LrpGen.Generator.Reading.LayerGraphs.Rules;

/// <summary>What an entry of a rule map names.</summary>
/// <param name="Layers">Indexes, in order; empty when nothing matches.</param>
/// <param name="IsExact">Whether the rule has to fit all of them: names and operators, not globs and groups.</param>
/// <param name="IsAmbiguous">Whether it could be read in two ways.</param>
internal sealed record Selection(EquatableArray<int> Layers, bool IsExact, bool IsAmbiguous = false);

/// <summary>
/// The keys of a rule map: a layer's name or a glob, an operator or a group of operators, <c>first</c> and <c>last</c>.
/// </summary>
internal static class Selectors
{
    /// <summary>Groups of operators, with what they stand for.</summary>
    public static (string Name, string Description, Func<RuleTargets, int, bool> Holds)[] Groups { get; } =
    [
        ("any", "every layer", (_, _) => true),
        ("weights", "dense layers and convolutions", (targets, index) => targets.Ops[index].IsWeighted),
        ("convolution", "convolutions, transposed ones as well", (targets, index) => targets.Ops[index].Group == OpGroup.Convolution),
        ("activation", "relu, tanh and the other functions of each number alone", (targets, index) => targets.Ops[index].Group == OpGroup.Activation),
        ("max_pool", "max pools, adaptive and global ones as well", (targets, index) => targets.Ops[index].Group == OpGroup.MaxPool),
        ("average_pool", "average, adaptive and global pools", (targets, index) => targets.Ops[index].Group == OpGroup.AveragePool),
        ("norm", "layer norms", (targets, index) => targets.Ops[index].Group == OpGroup.Norm),
        ("at_input", "dense layers and convolutions that read the network's input", (targets, index) => targets.Ops[index].IsWeighted && targets.IsAtInput(index)),
        ("without_activation", "dense layers and convolutions that no activation follows", (targets, index) => targets.Ops[index].IsWeighted && !targets.IsActivated(index)),
        ("foldable", "batch norms that can be folded into the layer before them", (targets, index) => targets.IsFoldable(index)),
    ];

    public static Selection Find(string key, RuleTargets targets)
    {
        if (After(key, "name:") is { } name)
            return ByName(name, targets);
        if (After(key, "op:") is { } op)
            return First(op, targets) ?? ByOperator(op, targets);
        int named = targets.IndexOf(key);
        Selection kind = First(key, targets) ?? ByOperator(key, targets);
        if (named >= 0)
        {
            bool isSame = kind.Layers.Count == 0 || kind.Layers == (EquatableArray<int>)[named];
            return new Selection([named], IsExact: true, IsAmbiguous: !isSame);
        }

        return kind.Layers.Count > 0 ? kind : ByName(key, targets);
    }

    /// <summary>Everything that could be meant, for hints.</summary>
    public static IEnumerable<string> Known(RuleTargets targets) => targets.Layers.Select(layer => layer.Name)
        .Concat(LayerOps.All.Select(op => op.Name))
        .Concat(Groups.Select(group => group.Name))
        .Concat(["first", "last"]);

    /// <summary><c>first</c>, <c>last</c>: of the dense layers and convolutions, or, after a colon, of an operator or group.</summary>
    private static Selection? First(string key, RuleTargets targets)
    {
        string[] parts = key.Split([':'], 2);
        if (parts[0] is not ("first" or "last"))
            return null;
        EquatableArray<int> layers = ByOperator(parts.Length == 2 ? parts[1] : "weights", targets).Layers;
        return layers.IsEmpty
            ? new Selection([], IsExact: true)
            : new Selection([parts[0] == "first" ? layers[0] : layers[layers.Count - 1]], IsExact: true);
    }

    private static Selection ByName(string name, RuleTargets targets)
    {
        if (!name.Contains('*'))
            return new Selection(targets.IndexOf(name) is >= 0 and int index ? [index] : [], IsExact: true);
        return new Selection(Where(targets, index => Fits(name, targets.Layers[index].Name)), IsExact: false);
    }

    private static Selection ByOperator(string op, RuleTargets targets)
    {
        foreach ((string name, string _, Func<RuleTargets, int, bool> holds) in Groups)
        {
            if (name == op)
                return new Selection(Where(targets, index => holds(targets, index)), IsExact: false);
        }

        return new Selection(Where(targets, index => targets.Layers[index].Op == op), IsExact: true);
    }

    private static EquatableArray<int> Where(RuleTargets targets, Func<int, bool> holds) =>
        Enumerable.Range(0, targets.Layers.Count).Where(holds).ToEquatableArray();

    private static string? After(string key, string prefix) =>
        key.StartsWith(prefix, StringComparison.Ordinal) ? key.Substring(prefix.Length) : null;

    /// <summary>Whether a name fits a pattern in which <c>*</c> stands for any characters. Linear in both: no backtracking into earlier stars.</summary>
    private static bool Fits(string pattern, string name)
    {
        string[] parts = pattern.Split('*');
        string last = parts[parts.Length - 1];
        if (!name.StartsWith(parts[0], StringComparison.Ordinal) || name.Length < parts[0].Length + last.Length || !name.EndsWith(last, StringComparison.Ordinal))
            return false;
        int place = parts[0].Length;
        int end = name.Length - last.Length;
        for (int part = 1; part < parts.Length - 1; part++)
        {
            int found = name.IndexOf(parts[part], place, end - place, StringComparison.Ordinal);
            if (found < 0)
                return false;
            place = found + parts[part].Length;
        }

        return true;
    }
}
