using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>The sum of two tensors or more, element by element.</summary>
/// <param name="Module">Name in the description of a layer graph.</param>
/// <param name="Parts">What is added up.</param>
/// <param name="Output">The sum.</param>
/// <param name="IsFused">Whether the convolution before it computes it.</param>
internal sealed record SumOperator(string Name, string Module, Section Section, EquatableArray<Tensor> Parts, Tensor Output, bool IsFused = false)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => Parts;

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "add";

    public override string Modules => Module;

    public override void LowerForward(ForwardLowering lowering)
    {
        if (IsFused)
        {
            return;
        }

        lowering.Step(
            $"{Module} = {string.Join(" + ", Parts.Select(p => p.Name))}.",
            "Residual.Add",
            lowering.Read(Parts[0]),
            lowering.Read(Parts[1]),
            lowering.Write(Output),
            Argument.Workers);
        foreach (Tensor part in Parts.Skip(2))
        {
            lowering.Step(null, "Residual.Add", lowering.Read(Output), lowering.Read(part), lowering.Update(Output), Argument.Workers);
        }
    }
}
