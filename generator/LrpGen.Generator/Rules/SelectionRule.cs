using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through the choice of a row: the row gets all, the others get nothing.</summary>
internal static class SelectionRule
{
    public static void Lower(FirstTokenOperator firstToken, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.Take(firstToken.Output);
        lowering.Comment("Only the first token of every sequence was read: the others get nothing.");
        lowering.Step(
            "RowSelection.FirstAdjoint",
            Argument.Read(g),
            Argument.Starts,
            Argument.Write(lowering.New(firstToken.Input)));
    }
}
