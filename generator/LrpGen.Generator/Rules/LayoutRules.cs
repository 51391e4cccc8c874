using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through operators that only move values: in either form it moves with them.</summary>
internal static class LayoutRules
{
    public static void Lower(ViewOperator view, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(view.Output);
        lowering.Comment($"{view.Module}: the same numbers at the same places.");
        lowering.Share(view.Input, r.Values, r.Of == view.Output ? view.Input : r.Of);
    }

    public static void Lower(FlattenOperator flatten, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(flatten.Output);
        lowering.Comment($"{flatten.Module}: back into rows of channels.");
        lowering.Into(flatten.Input, r.Of is null ? null : flatten.Input, destination => lowering.Step(
            "Layouts.FlattenAdjoint", Argument.Read(r.Values), Argument.Text(FormattableString.Invariant($"{flatten.Input.Positions}")), destination));
    }

    public static void Lower(ReshapeOperator reshape, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(reshape.Output);
        lowering.Comment($"{reshape.Module}: back into the row of the sample.");
        lowering.Into(reshape.Input, r.Of is null ? null : reshape.Input, destination => lowering.Step(
            "Layouts.Flatten", Argument.Read(r.Values), Argument.Text(FormattableString.Invariant($"{reshape.Output.Positions}")), destination));
    }

    public static void Lower(SliceOperator slice, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(slice.Output);
        Argument[] place = slice.Part.IsBlock ? [.. slice.Part.Arguments, Argument.Text("step: 1")] : slice.Part.Arguments;
        lowering.Comment($"{slice.Module}: back to where it was taken from; what is beside it gets nothing.");
        lowering.Into(slice.Input, r.Of is null ? null : slice.Input, destination => lowering.Step(
            slice.Part.IsColumns ? "Slices.ColumnsAdjoint" : "Slices.RowsAdjoint", [Argument.Read(r.Values), .. place, destination]));
    }

    public static void Lower(PadOperator pad, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(pad.Output);
        TextArgument sink = lowering.Sink(pad.Name + "Padding", "Dropped", pad.Module, -1);
        lowering.Comment($"{pad.Module}: what lies inside goes back; the ledger has what the constants around it got.");
        lowering.Account(sink, 1, r.Values, r.Of);
        Tensor? of = r.Of is null ? null : pad.Input;
        lowering.Into(pad.Input, of, destination =>
        {
            lowering.Step("ConstantPadding.Adjoint", Argument.Read(r.Values), Argument.Text(pad.Shape), destination);
            lowering.Account(sink, -1, destination, of);
        });
    }

    public static void Lower(ConcatOperator concat, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(concat.Output);
        lowering.Comment($"{concat.Module}: every part gets back what lies at its place.");
        for (int i = 0; i < concat.Parts.Count; i++)
        {
            (Tensor part, AxisPart place) = (concat.Parts[i], concat.Places[i]);
            lowering.Into(part, r.Of is null ? null : part, destination => lowering.Step(
                place.IsColumns ? "Layouts.Extract" : "Slices.Rows", [Argument.Read(r.Values), .. place.Arguments, destination]));
        }
    }
}
