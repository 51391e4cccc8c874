namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>What a layer hands to its inputs.</summary>
/// <param name="Values">Relevance of every input.</param>
/// <param name="Rounding">
/// How many units of rounding a program that rounds every product, sum and quotient once loses of it at most: the sum of the
/// magnitudes of all terms, each with what its denominator lost. Infinite where a sum cannot be told from zero.
/// </param>
internal sealed record Shares(double[] Values, double[] Rounding)
{
    /// <summary>Rounding of a float32 sum of some tens of rounded products, 16 units in the last place.</summary>
    public const double Unit = 1e-6;

    /// <summary>Each value from one number.</summary>
    public static Shares Of(double[] values) => new(values, [.. values.Select(Math.Abs)]);

    public Shares Times(double factor) => new([.. Values.Select(v => factor * v)], [.. Rounding.Select(v => v == 0 || factor == 0 ? 0 : Math.Abs(factor) * v)]);

    public Shares Plus(double factor, Shares other)
        => new([.. Values.Zip(other.Times(factor).Values, (a, b) => a + b)], [.. Rounding.Zip(other.Times(factor).Rounding, (a, b) => a + b)]);

    /// <summary>Units of rounding of r / d(z), where z is a sum of terms of given magnitudes.</summary>
    public static double RoundingOf(double z, double magnitude, double r, double quotient)
        => r == 0 || magnitude == 0 ? 0
            : Math.Abs(z) <= Unit * magnitude ? double.PositiveInfinity
            : Math.Abs(quotient * quotient / r) * magnitude;
}
