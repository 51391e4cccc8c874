using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through a sum: in gradient form both branches get the same g, so nothing is computed.</summary>
internal static class ResidualRule
{
    public static void Lower(AddOperator add, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.Take(add.Output);
        lowering.Share(add.A, g);
        lowering.Share(add.B, g);
    }
}
