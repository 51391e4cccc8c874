namespace LrpGen.Runtime;

/// <summary>Width of the vector registers that the kernels use.</summary>
public enum VectorWidth
{
    /// <summary>Every machine: SSE2 or NEON. Multiplies and adds separately, so results differ in the last bits.</summary>
    Bits128 = 128,

    /// <summary>AVX2 with FMA. Same results as <see cref="Bits512"/>, bit for bit.</summary>
    Bits256 = 256,

    /// <summary>AVX-512.</summary>
    Bits512 = 512,
}
