using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>A part of one axis.</summary>
internal sealed record SliceOperator(string Name, string Module, Section Section, AxisPart Part, Tensor Input, Tensor Output) : MoveOperator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "slice";

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: {Part.Words}.",
            Part.IsBlock ? "Layouts.Extract" : Part.IsColumns ? "Slices.Columns" : "Slices.Rows",
            [lowering.Read(Input), .. Part.Arguments, lowering.Write(Output)]);

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(Output);
        Argument[] place = Part.IsBlock ? [.. Part.Arguments, Argument.Text("step: 1")] : Part.Arguments;
        lowering.Comment($"{Module}: back to where it was taken from; what is beside it gets nothing.");
        lowering.Into(Input, r.Of is null ? null : Input, destination => lowering.Step(
            Part.IsColumns ? "Slices.ColumnsAdjoint" : "Slices.RowsAdjoint", [Argument.Read(r.Values), .. place, destination]));
    }
}
