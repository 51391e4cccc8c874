using LrpGen.Runtime;

namespace LrpGen.Kernels.Tests;

/// <summary>Every vector width that this machine has.</summary>
public sealed class Widths : TheoryData<VectorWidth>
{
    public Widths() => AddRange([.. Vectors.Available]);
}
