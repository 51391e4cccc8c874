using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>Constants around the axes behind the channels.</summary>
/// <param name="Module">Name in the description.</param>
/// <param name="Shape">How many rows and columns are added where, as C#.</param>
/// <param name="Value">The constant, as the token of the description.</param>
internal sealed record PadOperator(string Name, string Module, Section Section, string Shape, string Value, Tensor Input, Tensor Output)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "padding";

    public override string Modules => Module;

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module}: {Value} around the axes.",
            "ConstantPadding.Forward",
            lowering.Read(Input),
            Argument.Text(Shape),
            Argument.Text("value: " + FloatText.Literal(Value)),
            lowering.Write(Output));
}
