namespace LrpGen.Conformance.Tests;

/// <summary>The distance of the references: max|ours − expected| / max|expected| over one row.</summary>
internal static class Distance
{
    /// <summary>Fails with everything that one needs to find the place. A scale is for values that are small differences of large ones.</summary>
    public static void Check(string where, ReadOnlySpan<float> ours, ReadOnlySpan<double> expected, double tolerance, double scale = 0)
    {
        Assert.True(ours.Length == expected.Length, $"{where}: {ours.Length} values, expected {expected.Length}");
        double largest = scale;
        double difference = 0;
        int at = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            double d = Math.Abs(ours[i] - expected[i]);
            if (!(d <= difference))
            {
                (difference, at) = (d, i);
            }
        }

        // A row of exact zeros has no scale of its own; only zeros are right then.
        double distance = largest > 0 ? difference / largest : difference;
        Assert.True(
            distance <= tolerance,
            FormattableString.Invariant($"{where}: distance {distance:E2} > {tolerance:E1} at {at}: {ours[at]:G9}, expected {expected[at]:G9}"));
    }
}
