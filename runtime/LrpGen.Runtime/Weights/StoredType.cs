namespace LrpGen.Runtime;

/// <summary>The dtypes of the safetensors format: their sizes, and which of them can be weights.</summary>
internal static class StoredType
{
    /// <summary>The types that weights may have, for messages.</summary>
    public const string WeightTypes = "F32, F16, BF16 or F64";

    /// <summary>Bits of one value; 0 for a dtype that is not known here.</summary>
    public static int Bits(string dtype) => dtype switch
    {
        "F4" => 4,
        "F6_E2M3" or "F6_E3M2" => 6,
        "BOOL" or "U8" or "I8" or "F8_E5M2" or "F8_E4M3" or "F8_E8M0" or "F8_E4M3FNUZ" or "F8_E5M2FNUZ" => 8,
        "U16" or "I16" or "F16" or "BF16" => 16,
        "U32" or "I32" or "F32" => 32,
        "U64" or "I64" or "F64" or "C64" => 64,
        _ => 0,
    };

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
