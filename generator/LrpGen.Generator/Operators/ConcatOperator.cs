using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>The channels of several tensors side by side.</summary>
internal sealed record ConcatOperator(string Name, string Module, Section Section, EquatableArray<Tensor> Parts, Tensor Output) : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => Parts;

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "concat";

    public override string Modules => Module;

    public override void LowerForward(ForwardLowering lowering)
    {
        int first = 0;
        lowering.Step("The columns are filled part by part; those behind them stay zero.", "Residual.Clear", lowering.Write(Output));
        foreach (Tensor part in Parts)
        {
            lowering.Step(null, "Layouts.Insert", lowering.Read(part), lowering.Update(Output), Argument.Text(FormattableString.Invariant($"{first}")));
            first += part.Columns;
        }
    }
}
