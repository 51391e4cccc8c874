using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>
/// Where the explained score went: <c>score = Σ tokens + Σ sinks + residual</c>.
/// </summary>
/// <remarks>Each sink is computed from its own formula, never as what is left, so the residual is rounding only.</remarks>
/// <param name="Score">The explained score.</param>
/// <param name="Tokens">The relevance that arrived at the input: at the tokens, or at the elements of an array.</param>
/// <param name="Sinks">What stayed on the way.</param>
/// <param name="LayerGains">Σ|R_in| / Σ|R_out| of every layer, the first layer first; empty where it was not asked for.</param>
public sealed record ConservationLedger(
    double Score,
    double Tokens,
    ImmutableArray<LedgerSink> Sinks,
    ImmutableArray<double> LayerGains = default)
{
    /// <summary>What stayed on the way.</summary>
    public ImmutableArray<LedgerSink> Sinks { get; init => field = value.OrEmpty(); } = Sinks.OrEmpty();

    /// <summary>Σ|R_in| / Σ|R_out| of every layer, the first layer first; empty where it was not asked for.</summary>
    public ImmutableArray<double> LayerGains { get; init => field = value.OrEmpty(); } = LayerGains.OrEmpty();

    /// <summary>What the account does not explain: rounding, unless something is wrong.</summary>
    public double Residual
    {
        get
        {
            double rest = Score - Tokens;
            foreach (LedgerSink sink in Sinks) rest -= sink.Relevance;
            return rest;
        }
    }

    /// <summary>The sinks summed by kind, the largest magnitude first.</summary>
    public ImmutableArray<(SinkKind Kind, double Relevance)> ByKind() =>
    [
        .. Sinks
            .GroupBy(sink => sink.Kind)
            .Select(group => (Kind: group.Key, Relevance: group.Sum(sink => sink.Relevance)))
            .OrderByDescending(sum => Math.Abs(sum.Relevance))
            .ThenBy(sum => sum.Kind),
    ];

    /// <inheritdoc/>
    public bool Equals(ConservationLedger? other) =>
        other is not null
        && Score.Equals(other.Score)
        && Tokens.Equals(other.Tokens)
        && Sinks.SameAs(other.Sinks)
        && LayerGains.SameAs(other.LayerGains);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Score, Tokens, Sinks.Length, LayerGains.Length);
}
