using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>Several tensors one behind the other along an axis.</summary>
/// <param name="Parts">What is put together.</param>
/// <param name="Places">Where each part lies in the whole.</param>
internal sealed record ConcatOperator(string Name, string Module, Section Section, EquatableArray<Tensor> Parts, EquatableArray<AxisPart> Places, Tensor Output)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => Parts;

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "concat";

    public override string Modules => Module;

    public override void LowerForward(ForwardLowering lowering)
    {
        lowering.Step(
            $"{Module}: filled part by part along axis {Places[0].Axis + 1}; columns behind the channels stay zero.", "Residual.Clear", lowering.Write(Output));
        for (int i = 0; i < Parts.Count; i++)
        {
            lowering.Step(
                null,
                Places[i].IsColumns ? "Layouts.Insert" : "Slices.InsertRows",
                Places[i].IsColumns
                    ? [lowering.Read(Parts[i]), lowering.Update(Output), .. Places[i].Arguments]
                    : [lowering.Read(Parts[i]), .. Places[i].Arguments, lowering.Update(Output)]);
        }
    }
}
