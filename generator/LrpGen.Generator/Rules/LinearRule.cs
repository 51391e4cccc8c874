using System.Globalization;

namespace LrpGen.Generator.Rules;

/// <summary>How relevance passes a dense layer. All of them are in gradient form; see docs/architecture.md.</summary>
internal abstract record LinearRule
{
    /// <summary>As it is written in a method.</summary>
    public abstract string Text { get; }

    /// <summary>A parameter as it is written.</summary>
    protected static string Format(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}

/// <summary>LRP-0 (Bach et al. 2015): the plain adjoint.</summary>
internal sealed record ZeroRule : LinearRule
{
    public override string Text => "lrp0";
}

/// <summary>LRP-ε (Bach et al. 2015): the adjoint of what the stabiliser leaves.</summary>
internal sealed record EpsilonRule(double Epsilon) : LinearRule
{
    public override string Text => $"epsilon({Format(Epsilon)})";
}

/// <summary>LRP-γ for inputs of both signs (Montavon et al. 2019; the generalised form of zennit).</summary>
internal sealed record GammaRule(double Gamma) : LinearRule
{
    public override string Text => $"gamma({Format(Gamma)})";
}

/// <summary>LRP-αβ (Bach et al. 2015), bias split between the parts; z⁺ is α = 1, β = 0.</summary>
internal sealed record AlphaBetaRule(double Alpha, double Beta) : LinearRule
{
    public override string Text => Beta == 0 ? "zplus" : $"alphabeta({Format(Alpha)},{Format(Beta)})";
}
