using System.Runtime.CompilerServices;

namespace LrpGen.Runtime;

/// <summary>How the rules that divide keep their denominators away from 0.</summary>
/// <param name="Policy">The formula of the denominator.</param>
/// <param name="Epsilon">ε.</param>
public readonly record struct Stabiliser(StabiliserPolicy Policy, float Epsilon)
{
    /// <summary>zennit's default: z + sgn(z)·10⁻⁶.</summary>
    public static Stabiliser Zennit => new(StabiliserPolicy.SignedAdd, 1e-6f);

    /// <summary>captum's default: z + sgn(z)·10⁻⁹.</summary>
    public static Stabiliser Captum => new(StabiliserPolicy.SignedAdd, 1e-9f);

    /// <summary>The ε depends on the whole sample.</summary>
    internal bool IsScaled => Policy is StabiliserPolicy.RmsScaled or StabiliserPolicy.RmsScaledClip;

    /// <summary>r/d(z), 0 where relevance is dropped. <paramref name="epsilon"/> is ε, times the rms where it scales.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static T Quotient<T>(StabiliserPolicy policy, T epsilon, T r, T z)
        where T : unmanaged, ILanes<T>
    {
        T zero = T.Create(0f);
        T magnitude = T.Abs(z);
        switch (policy)
        {
            case StabiliserPolicy.SignedAdd:
                return r / (z + SignOf(z, epsilon));
            case StabiliserPolicy.RmsScaled:
                return OrDropped(r, z + SignOf(z, epsilon));
            case StabiliserPolicy.SignedAddZeroNegative:
                return r / (z + T.WhereGreater(z, zero, epsilon, zero - epsilon));
            case StabiliserPolicy.UnsignedAdd:
                return r / (z + epsilon);
            case StabiliserPolicy.SignedClip:
                return r / SignOf(z, T.Max(magnitude, epsilon));
            case StabiliserPolicy.RmsScaledClip:
                return OrDropped(r, SignOf(z, T.Max(magnitude, epsilon)));
            case StabiliserPolicy.ZeroOnly:
                return r / T.WhereGreater(magnitude, zero, z, epsilon);
        }

        // The divisor 1 stands where nothing is to come out: 0/0 would be no number.
        T added = policy switch
        {
            StabiliserPolicy.DropAtZero => z,
            StabiliserPolicy.DropAtZeroSignedAdd => z + SignOf(z, epsilon),
            _ => z + epsilon,
        };
        return T.WhereGreater(magnitude, zero, r, zero) / T.WhereGreater(magnitude, zero, added, T.Create(1f));
    }

    /// <summary>r/d; where d is 0, because all of the sample is, there is nothing to share out: 0. A d that is no number goes on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T OrDropped<T>(T r, T d)
        where T : unmanaged, ILanes<T> => T.WhereGreater(T.Abs(d), T.Create(0f), r / d, d);

    /// <summary>The value with the sign of z, positive at 0 (at −0 as well).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T SignOf<T>(T z, T value)
        where T : unmanaged, ILanes<T>
    {
        T zero = T.Create(0f);
        return T.WhereGreater(zero, z, zero - value, value);
    }
}
