namespace LrpGen.Conformance.Tests.DoublePrecision;

/// <summary>What becomes of a denominator z: a policy, as rule texts name it, and its ε.</summary>
internal sealed record Denominator(string Policy, double Epsilon = 0)
{
    /// <summary>All policies.</summary>
    public static string[] Policies { get; } =
    [
        "none", "signed_add", "signed_add_zero_negative", "unsigned_add", "signed_clip", "zero_only", "rms_scaled",
        "rms_scaled_clip", "drop_at_zero", "drop_at_zero_signed_add", "drop_at_zero_unsigned_add",
    ];

    public string Text => Policy is "none" or "drop_at_zero" ? Policy : FormattableString.Invariant($"{Policy}:{Epsilon:R}");

    /// <summary>R / d(z) of one sample; 0 where relevance is dropped.</summary>
    public double[] Quotients(double[] r, double[] z)
    {
        double rms = Math.Sqrt(z.Sum(v => v * v) / z.Length);
        return [.. z.Select((v, j) => Of(v, rms) is { } d && d != 0 ? r[j] / d : 0)];
    }

    private double? Of(double z, double rms)
    {
        double sign = z < 0 ? -1 : 1;
        return Policy switch
        {
            // 0 / 0 is no number: what z = 0 should hand on is lost; so where all of z is 0, and with it its mean square.
            "none" or "drop_at_zero" => z,
            "signed_add" => z + (sign * Epsilon),
            "signed_add_zero_negative" => z + (z > 0 ? Epsilon : -Epsilon),
            "unsigned_add" => z + Epsilon,
            "signed_clip" => sign * Math.Max(Math.Abs(z), Epsilon),
            "zero_only" => z == 0 ? Epsilon : z,
            "rms_scaled" => z + (sign * Epsilon * rms),
            "rms_scaled_clip" => sign * Math.Max(Math.Abs(z), Epsilon * rms),
            "drop_at_zero_signed_add" => z == 0 ? null : z + (sign * Epsilon),
            "drop_at_zero_unsigned_add" => z == 0 ? null : z + Epsilon,
            _ => throw new NotSupportedException(Policy),
        };
    }
}
