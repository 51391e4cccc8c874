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
}
