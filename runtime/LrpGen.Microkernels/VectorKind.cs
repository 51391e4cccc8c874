namespace LrpGen.Microkernels;

/// <summary>How one vector width is spelled in C#.</summary>
/// <param name="Bits">Width in bits.</param>
internal sealed record VectorKind(int Bits)
{
    /// <summary>Floats in one vector.</summary>
    public int Lanes => Bits / 32;

    /// <summary>The static class with the width's operations.</summary>
    public string Class => $"Vector{Bits}";

    /// <summary>The vector of floats.</summary>
    public string Type => $"Vector{Bits}<float>";

    /// <summary>
    /// <paramref name="sum"/> plus the product of two vectors. 512 and 256 bits round once (every such machine has FMA);
    /// 128 bits multiply and add, because FMA may be missing there and its emulation is very slow.
    /// </summary>
    public string MultiplyAdd(string a, string b, string sum) =>
        Bits == 128 ? $"{sum} += {a} * {b};" : $"{sum} = {Class}.FusedMultiplyAdd({a}, {b}, {sum});";
}
