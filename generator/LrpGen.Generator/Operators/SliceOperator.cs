using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>A part of one axis.</summary>
internal sealed record SliceOperator(string Name, string Module, Section Section, AxisPart Part, Tensor Input, Tensor Output) : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "slice";

    public override string Modules => Module;

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: {Part.Words}.",
            Part.IsBlock ? "Layouts.Extract" : Part.IsColumns ? "Slices.Columns" : "Slices.Rows",
            [lowering.Read(Input), .. Part.Arguments, lowering.Write(Output)]);
}
