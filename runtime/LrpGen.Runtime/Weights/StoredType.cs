namespace LrpGen.Runtime;

/// <summary>The dtypes of the safetensors format: their sizes, and which of them can be weights.</summary>
internal static class StoredType
{
    /// <summary>The types that weights may have, for messages.</summary>
    public const string WeightTypes = "F32, F16, BF16 or F64";

    // In the order of the reference implementation, which writes the last type first.
    private static readonly (string Name, int Bits)[] Known =
    [
        ("BOOL", 8), ("F4", 4), ("F6_E2M3", 6), ("F6_E3M2", 6), ("U8", 8), ("I8", 8),
        ("F8_E5M2", 8), ("F8_E4M3", 8), ("F8_E8M0", 8), ("F8_E4M3FNUZ", 8), ("F8_E5M2FNUZ", 8),
        ("I16", 16), ("U16", 16), ("F16", 16), ("BF16", 16),
        ("I32", 32), ("U32", 32), ("F32", 32),
        ("C64", 64), ("F64", 64), ("I64", 64), ("U64", 64),
    ];

    /// <summary>Bits of one value; 0 for a dtype that is not known here.</summary>
    public static int Bits(string dtype) => Rank(dtype) is var rank and >= 0 ? Known[rank].Bits : 0;

    /// <summary>Place in the order of the format's types; −1 for a dtype that is not known here.</summary>
    public static int Rank(string dtype) => Array.FindIndex(Known, known => known.Name == dtype);

    /// <summary>The format that the values are read from; null where the dtype cannot be weights.</summary>
    public static WeightType? AsWeights(string dtype) => dtype switch
    {
        "F32" => WeightType.F32,
        "F16" => WeightType.F16,
        "BF16" => WeightType.BF16,
        "F64" => WeightType.F64,
        _ => null,
    };

    /// <summary>Bytes of one weight.</summary>
    public static int Bytes(WeightType type) => type switch
    {
        WeightType.F32 => 4,
        WeightType.F64 => 8,
        _ => 2,
    };
}
