namespace LrpGen.Runtime;

/// <summary>What a product makes of each input.</summary>
public enum InputMap
{
    /// <summary>x.</summary>
    Identity,

    /// <summary>|x|.</summary>
    Magnitude,

    /// <summary>[x]⁺ = max(x, 0).</summary>
    Positive,

    /// <summary>[x]⁻ = min(x, 0).</summary>
    Negative,

    /// <summary>1 for every input that exists; zero padding stays zero.</summary>
    One,

    /// <summary>1 with the sign of x, +1 at 0.</summary>
    Sign,
}
