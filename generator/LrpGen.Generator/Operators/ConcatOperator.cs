using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Several tensors one behind the other along an axis.</summary>
/// <param name="Parts">What is put together.</param>
/// <param name="Places">Where each part lies in the whole.</param>
internal sealed record ConcatOperator(string Name, string Module, Section Section, EquatableArray<Tensor> Parts, EquatableArray<AxisPart> Places, Tensor Output)
    : MoveOperator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => Parts;

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "concat";

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Parts = Parts.Select(map).ToEquatableArray(), Output = map(Output) };

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

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeOwn(Output);
        lowering.Comment($"{Module}: every part gets back what lies at its place.");
        for (int i = 0; i < Parts.Count; i++)
        {
            (Tensor part, AxisPart place) = (Parts[i], Places[i]);
            lowering.Into(part, r.Of is null ? null : part, destination => lowering.Step(
                place.IsColumns ? "Layouts.Extract" : "Slices.Rows", [Argument.Read(r.Values), .. place.Arguments, destination]));
        }
    }
}
