using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Conformance.Tests.RandomNetworks;

/// <summary>What numbers a network computes with.</summary>
/// <param name="Kind">How they are drawn.</param>
/// <param name="InputScale">Factor of the input.</param>
/// <param name="WeightScale">Factor of weights.</param>
internal sealed record RandomValues(ValueKind Kind, double InputScale = 1, double WeightScale = 1)
{
    /// <summary>Numbers of a sample.</summary>
    public float[] Draw(int seed, int count, double scale)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)(scale * One(random, quarter: true)))];
    }

    /// <summary>Numbers of a tensor.</summary>
    public float[] DrawWeight(int seed, LayerWeight weight, string op)
    {
        Random random = new(seed);
        double scale = op is "linear" || op.StartsWith("conv", StringComparison.Ordinal) ? WeightScale : 1;
        double One() => this.One(random, quarter: false) * scale;
        return [.. Enumerable.Range(0, (int)weight.Shape.Elements).Select(_ => (float)(weight.Role switch
        {
            // Powers of 4 have exact roots.
            "running_var" => Kind == ValueKind.Normal ? 0.05 + (random.NextDouble() * 4) : Math.Pow(4, random.Next(-1, 2)),

            // A factor of a channel: zero would let nothing through.
            "weight" when weight.Shape.Rank == 1 => (random.Next(0, 2) == 0 ? -1 : 1) * (Kind == ValueKind.Normal ? 0.2 + random.NextDouble() : random.Next(1, 9) / 8.0),
            _ => One(),
        }))];
    }

    private double One(Random random, bool quarter) => Kind switch
    {
        ValueKind.Multiples => random.Next(-8, 9) / (quarter ? 4.0 : 8.0),
        ValueKind.MostlyZeros => random.Next(0, 3) > 0 ? 0 : random.Next(-8, 9) / (quarter ? 4.0 : 8.0),
        ValueKind.Flat => 0.25,
        _ => Normal(random),
    };

    private static double Normal(Random random)
        => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

/// <summary>How numbers are drawn.</summary>
internal enum ValueKind
{
    /// <summary>Multiples of 1/4 and 1/8, whose sums of products are exact: ties and exact zeros.</summary>
    Multiples,

    /// <summary>The same, two of three of them 0.</summary>
    MostlyZeros,

    /// <summary>All the same.</summary>
    Flat,

    /// <summary>Normally distributed.</summary>
    Normal,
}
