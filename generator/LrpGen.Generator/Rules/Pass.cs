using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Reading.LayerGraphs.Rules;

namespace LrpGen.Generator.Rules;

/// <summary>The rule of a layer.</summary>
internal sealed record LayerAssignment(string Layer, AssignedRule Rule);

/// <summary>A backward pass: the rule of every layer. Several methods can read the same pass.</summary>
/// <param name="Identifier">Prefix of its methods in the generated code.</param>
/// <param name="Rules">The rule of every layer.</param>
/// <param name="Start">Where relevance begins: the network's output, or what is before its softmax.</param>
/// <param name="StartsOverStart">Whether it begins over that tensor: seeds are factors of the scores then, and R itself otherwise.</param>
internal sealed record Pass(string Identifier, EquatableArray<LayerAssignment> Rules, Tensor Start, bool StartsOverStart)
{
    private readonly Dictionary<string, AssignedRule> rules = Rules.ToDictionary(r => r.Layer, r => r.Rule);

    /// <summary>The rule of a layer.</summary>
    public AssignedRule RuleOf(string layer) => rules[layer];

    /// <inheritdoc/>
    public bool Equals(Pass? other)
        => other is not null && Identifier == other.Identifier && Rules == other.Rules && Start == other.Start && StartsOverStart == other.StartsOverStart;

    /// <inheritdoc/>
    public override int GetHashCode() => Identifier.GetHashCode();

    /// <summary>The rule of an operator, as tables print it.</summary>
    public string Describe(Operator current)
    {
        string[] found = [.. current.Modules.Where(rules.ContainsKey).Select(module => RuleText.Write(RuleOf(module))).Distinct()];
        return found.Length > 0 && current is not MoveOperator ? string.Join(", ", found) : "handed on";
    }
}
