using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through operators that only move values.</summary>
internal static class LayoutRules
{
    public static void Lower(FlattenOperator flatten, RelevanceLowering lowering)
    {
        BufferSlice r = lowering.Take(flatten.Output);
        lowering.Comment($"{flatten.Module}: back into rows of channels.");
        lowering.Into(flatten.Input, destination => lowering.Step(
            "Layouts.FlattenAdjoint", Argument.Read(r), Argument.Text(FormattableString.Invariant($"{flatten.Input.Positions}")), destination));
    }

    public static void Lower(ConcatOperator concat, RelevanceLowering lowering)
    {
        BufferSlice r = lowering.Take(concat.Output);
        int first = 0;
        lowering.Comment($"{concat.Module}: every part gets its columns.");
        foreach (Tensor part in concat.Parts)
        {
            int column = first;
            lowering.Into(part, destination => lowering.Step(
                "Layouts.Extract", Argument.Read(r), Argument.Text(FormattableString.Invariant($"{column}")), destination));
            first += part.Columns;
        }
    }
}
