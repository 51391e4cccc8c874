using System.Collections.Immutable;

namespace LrpGen.Benchmarks.Measuring;

/// <summary>What was measured of a candidate in one round.</summary>
/// <param name="Milliseconds">Time of a run.</param>
/// <param name="Delay">Share of the time in which a thread waited for a processor; 0 on a machine of one's own.</param>
internal readonly record struct Sample(double Milliseconds, double Delay);

/// <summary>What was measured of a candidate.</summary>
/// <param name="Name">The candidate's name.</param>
/// <param name="Samples">One a round.</param>
internal sealed record Timing(string Name, ImmutableArray<Sample> Samples)
{
    /// <summary>The middle time.</summary>
    public double Median => MiddleOf(Samples.Select(s => s.Milliseconds));

    /// <summary>The shortest time.</summary>
    public double Minimum => Samples.Min(s => s.Milliseconds);

    /// <summary>The middle delay.</summary>
    public double Delay => MiddleOf(Samples.Select(s => s.Delay));

    private double MiddleOf(IEnumerable<double> values) => values.Order().ElementAt(Samples.Length / 2);
}
