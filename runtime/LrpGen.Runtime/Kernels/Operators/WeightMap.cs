namespace LrpGen.Runtime;

/// <summary>What a product makes of each weight (and of the bias, if it takes part).</summary>
public enum WeightMap
{
    /// <summary>w.</summary>
    Identity,

    /// <summary>|w|.</summary>
    Magnitude,

    /// <summary>[w]⁺ = max(w, 0).</summary>
    Positive,

    /// <summary>[w]⁻ = min(w, 0).</summary>
    Negative,

    /// <summary>w².</summary>
    Square,

    /// <summary>1 where a weight exists, whatever its value.</summary>
    One,
}
