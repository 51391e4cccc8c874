namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>A way to explain: a rule for each layer, and what is done around the backward pass.</summary>
/// <param name="Name">As the user knows it.</param>
/// <param name="Identifier">In generated code; a C# identifier.</param>
/// <param name="Kind">
/// <c>relevance</c>: what arrives at the input. <c>gradient</c>: the same, but it is called a gradient.
/// <c>gradient-x-input</c>: that, times the input. <c>smoothgrad</c>: mean over noisy inputs.
/// <c>integrated-gradients</c>: mean over inputs on the way from zero, times the input. <c>occlusion</c>: forward passes only.
/// </param>
/// <param name="Rules">One a layer, in the same order.</param>
/// <param name="Text">The method as text, complete: another file with it means the same.</param>
/// <param name="Seed"><c>logit</c>: the target's output at the target. <c>one</c>: 1 there. <c>all-logits</c>: the whole output.</param>
/// <param name="Settings">Of the kinds that run the network several times.</param>
internal sealed record GraphMethodSpec(
    string Name,
    string Identifier,
    string Kind,
    EquatableArray<AssignedRule> Rules,
    string Text,
    string Seed,
    MethodSettings Settings);

/// <summary>How often and where the network runs.</summary>
internal sealed record MethodSettings
{
    /// <summary>SmoothGrad: standard deviation of the noise as a share of the input's range.</summary>
    public double NoiseLevel { get; init; }

    /// <summary>SmoothGrad and integrated gradients: how many inputs.</summary>
    public int Iterations { get; init; }

    /// <summary>Integrated gradients: whether the network runs at the middle of each step, and not at its end.</summary>
    public bool Midpoint { get; init; }

    /// <summary>Occlusion: one number a spatial axis.</summary>
    public EquatableArray<int> Window { get; init; }

    /// <summary>Occlusion: one number a spatial axis.</summary>
    public EquatableArray<int> Stride { get; init; }

    /// <summary>Occlusion: what replaces the input.</summary>
    public double Fill { get; init; }

    /// <summary>Occlusion: true replaces what is in the window, false what is outside, as zennit does.</summary>
    public bool Inside { get; init; }
}

/// <summary>How relevance passes a layer.</summary>
/// <param name="Rule">The name of a rule, one of <see cref="Rules.RuleCatalog"/>, in its canonical form.</param>
/// <param name="Parameters">Its numbers.</param>
internal sealed record AssignedRule(string Rule, RuleParameters Parameters);

/// <summary>The numbers of a rule. What a rule does not have is 0, empty or null.</summary>
internal sealed record RuleParameters
{
    public static RuleParameters None { get; } = new();

    public double Gamma { get; init; }

    public double Alpha { get; init; }

    public double Beta { get; init; }

    /// <summary>Box rule: lower bound of the input, one number, or one a channel.</summary>
    public EquatableArray<double> Low { get; init; }

    /// <summary>Box rule: upper bound of the input, one number, or one a channel.</summary>
    public EquatableArray<double> High { get; init; }

    public double BetaSmooth { get; init; }

    /// <summary>How the rule's denominators are kept from zero; null for rules that do not divide.</summary>
    public Stabiliser? Stabiliser { get; init; }

    /// <summary>Whether the bias is left out inside the rule.</summary>
    public bool ZeroBias { get; init; }
}
