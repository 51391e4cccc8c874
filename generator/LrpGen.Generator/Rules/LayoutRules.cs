using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through operators that only move values: in either form it moves with them.</summary>
internal static class LayoutRules
{
    public static void Lower(FlattenOperator flatten, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(flatten.Output);
        lowering.Comment($"{flatten.Module}: back into rows of channels.");
        lowering.Into(flatten.Input, r.Of is null ? null : flatten.Input, destination => lowering.Step(
            "Layouts.FlattenAdjoint", Argument.Read(r.Values), Argument.Text(FormattableString.Invariant($"{flatten.Input.Positions}")), destination));
    }

    public static void Lower(ConcatOperator concat, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(concat.Output);
        int first = 0;
        lowering.Comment($"{concat.Module}: every part gets its columns.");
        foreach (Tensor part in concat.Parts)
        {
            int column = first;
            lowering.Into(part, r.Of is null ? null : part, destination => lowering.Step(
                "Layouts.Extract", Argument.Read(r.Values), Argument.Text(FormattableString.Invariant($"{column}")), destination));
            first += part.Columns;
        }
    }
}
