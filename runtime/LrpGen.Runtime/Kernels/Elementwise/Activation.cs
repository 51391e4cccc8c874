namespace LrpGen.Runtime;

/// <summary>Activation functions.</summary>
public enum Activation
{
    /// <summary>z·Φ(z) with the normal distribution Φ, exact (by the error function).</summary>
    Gelu,

    /// <summary>½z(1 + tanh(√(2/π)(z + 0.044715z³))).</summary>
    GeluTanh,

    /// <summary>max(z, 0).</summary>
    Relu,

    /// <summary>z·σ(z).</summary>
    Silu,

    /// <summary>tanh(z).</summary>
    Tanh,

    /// <summary>σ(z) = 1/(1 + e⁻ᶻ). Has no relevance: σ(z)/z is not finite at 0.</summary>
    Sigmoid,

    /// <summary>log(1 + eᶻ). Has no relevance: it is not finite over z at 0.</summary>
    Softplus,

    /// <summary>z·min(max(z + 3, 0), 6)/6.</summary>
    HardSwish,

    /// <summary>z where z &gt; 0, else a·z with the parameter a.</summary>
    LeakyRelu,

    /// <summary>z where z &gt; 0, else a·(eᶻ − 1) with the parameter a.</summary>
    Elu,

    /// <summary>min(max(z, 0), 6); its derivative is 0 at 0 and at 6.</summary>
    Relu6,

    /// <summary>min(max(z, a), b) with the parameters a and b, either of which may be infinite; its derivative is 1 at a and at b.</summary>
    Clip,

    /// <summary>min(max(z + 3, 0), 6)/6. Has no relevance: it is not finite over z at 0.</summary>
    HardSigmoid,
}
