using System.Collections.Immutable;

namespace LrpGen.Benchmarks.Measuring;

/// <summary>What was measured of a candidate, in milliseconds a run.</summary>
/// <param name="Name">The candidate's name.</param>
/// <param name="Samples">One value a round: the mean of the runs of that round.</param>
/// <param name="Delays">For each round, the share of its time in which a thread of the process waited for a processor.</param>
internal sealed record Timing(string Name, ImmutableArray<double> Samples, ImmutableArray<double> Delays)
{
    /// <summary>The middle sample.</summary>
    public double Median => MiddleOf(Samples);

    /// <summary>The fastest sample.</summary>
    public double Minimum => Samples.Min();

    /// <summary>The middle delay: 0 on a machine of one's own.</summary>
    public double Delay => MiddleOf(Delays);

    private static double MiddleOf(ImmutableArray<double> values) => values.Sort()[values.Length / 2];
}
