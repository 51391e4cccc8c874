namespace LrpGen.Generator.Reading.LayerGraphs;

/// <summary>What becomes of a denominator z. The largest source of disagreement between programs.</summary>
internal enum StabiliserPolicy
{
    /// <summary>z.</summary>
    None,

    /// <summary>z + sgn(z)·ε, sgn(0) = +1 (zennit, captum).</summary>
    SignedAdd,

    /// <summary>z + sgn(z)·ε, sgn(0) = −1 (TorchLRP).</summary>
    SignedAddZeroNegative,

    /// <summary>z + ε (LXT explicit).</summary>
    UnsignedAdd,

    /// <summary>sgn(z)·max(|z|, ε) (zennit's clip).</summary>
    SignedClip,

    /// <summary>z + ε where z = 0 (innvestigate).</summary>
    ZeroOnly,

    /// <summary>z + sgn(z)·ε·rms(z), over all axes but the batch (zennit's norm_scale).</summary>
    RmsScaled,

    /// <summary>sgn(z)·max(|z|, ε·rms(z)) (zennit's norm_scale and clip).</summary>
    RmsScaledClip,

    /// <summary>z, and no relevance passes where z = 0.</summary>
    DropAtZero,

    /// <summary>SignedAdd, and no relevance passes where z = 0.</summary>
    DropAtZeroSignedAdd,

    /// <summary>UnsignedAdd, and no relevance passes where z = 0 (Chefer et al.).</summary>
    DropAtZeroUnsignedAdd,
}

/// <summary>A policy and its ε.</summary>
internal sealed record Stabiliser(StabiliserPolicy Policy, double Epsilon)
{
    /// <summary>Names in rule texts, in the order of the policies.</summary>
    public static EquatableArray<string> Names { get; } =
    [
        "none", "signed_add", "signed_add_zero_negative", "unsigned_add", "signed_clip", "zero_only", "rms_scaled",
        "rms_scaled_clip", "drop_at_zero", "drop_at_zero_signed_add", "drop_at_zero_unsigned_add",
    ];

    /// <summary>Whether the policy has an ε.</summary>
    public bool HasEpsilon => Policy is not (StabiliserPolicy.None or StabiliserPolicy.DropAtZero);
}
