namespace LrpGen.Runtime;

/// <summary>The number formats that weights may be stored in.</summary>
public enum WeightType
{
    /// <summary>IEEE 754, 32 bits.</summary>
    F32,

    /// <summary>IEEE 754, 16 bits.</summary>
    F16,

    /// <summary>The upper half of <see cref="F32"/>.</summary>
    BF16,

    /// <summary>IEEE 754, 64 bits; rounded to 32 bits when read.</summary>
    F64,
}
