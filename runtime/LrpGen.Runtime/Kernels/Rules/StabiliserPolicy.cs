namespace LrpGen.Runtime;

/// <summary>How a denominator z is kept away from 0: the denominator d(z) of a relevance rule.</summary>
public enum StabiliserPolicy
{
    /// <summary>z + sgn(z)·ε with sgn(0) = +1 (zennit, captum).</summary>
    SignedAdd,

    /// <summary>z + sgn(z)·ε with sgn(0) = −1 (TorchLRP).</summary>
    SignedAddZeroNegative,

    /// <summary>z + ε (LXT's explicit rules).</summary>
    UnsignedAdd,

    /// <summary>sgn(z)·max(|z|, ε) with sgn(0) = +1 (zennit's <c>clip</c>).</summary>
    SignedClip,

    /// <summary>z + ε·[z = 0] (innvestigate's Z rules).</summary>
    ZeroOnly,

    /// <summary>z + sgn(z)·ε·rms(z), the root of the mean square over all axes of a sample (zennit's <c>norm_scale</c>); relevance is dropped where all of the sample is 0.</summary>
    RmsScaled,

    /// <summary>sgn(z)·max(|z|, ε·rms(z)); relevance is dropped where all of the sample is 0.</summary>
    RmsScaledClip,

    /// <summary>z; relevance is dropped where z = 0.</summary>
    DropAtZero,

    /// <summary>z + sgn(z)·ε; relevance is dropped where z = 0 (zennit's γ rule).</summary>
    DropAtZeroSignedAdd,

    /// <summary>z + ε; relevance is dropped where z = 0 (Chefer-type methods).</summary>
    DropAtZeroUnsignedAdd,
}
