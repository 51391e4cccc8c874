using System.Globalization;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>How relevance passes a dense layer. All of them are in gradient form; see docs/architecture.md.</summary>
internal abstract record LinearRule
{
    /// <summary>No rule of its own.</summary>
    public static readonly AssignedRule Derivative = new("the derivative", RuleParameters.None);

    /// <summary>As it is written in a method.</summary>
    public abstract string Text { get; }

    /// <summary>The rule and its numbers, as they are looked up.</summary>
    public abstract AssignedRule Assigned { get; }

    /// <summary>A parameter as it is written.</summary>
    protected static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>LRP-0 (Bach et al. 2015): the plain adjoint.</summary>
internal sealed record ZeroRule : LinearRule
{
    public override string Text => "lrp0";

    public override AssignedRule Assigned => new("LRP-0", RuleParameters.None);
}

/// <summary>LRP-ε (Bach et al. 2015): the adjoint of what the stabiliser leaves.</summary>
internal sealed record EpsilonRule(double Epsilon) : LinearRule
{
    public override string Text => $"epsilon({Format(Epsilon)})";

    public override AssignedRule Assigned
        => Epsilon == 0 ? new ZeroRule().Assigned : new("epsilon", new() { Stabiliser = new(StabiliserPolicy.SignedAdd, Epsilon) });
}

/// <summary>LRP-γ for inputs of both signs (Montavon et al. 2019; the generalised form of zennit).</summary>
internal sealed record GammaRule(double Gamma) : LinearRule
{
    public override string Text => $"gamma({Format(Gamma)})";

    public override AssignedRule Assigned => new("gamma", new() { Gamma = Gamma, Stabiliser = new(StabiliserPolicy.SignedAdd, 1e-6) });
}

/// <summary>LRP-αβ (Bach et al. 2015), bias split between the parts; z⁺ is α = 1, β = 0.</summary>
internal sealed record AlphaBetaRule(double Alpha, double Beta) : LinearRule
{
    public override string Text => Beta == 0 ? "zplus" : $"alphabeta({Format(Alpha)},{Format(Beta)})";

    public override AssignedRule Assigned => new(Beta == 0 ? "zplus" : "alpha_beta", new() { Alpha = Alpha, Beta = Beta, Stabiliser = new(StabiliserPolicy.SignedAdd, 1e-6) });
}
