using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>The sum of two tensors or more, element by element.</summary>
/// <param name="Parts">What is added up.</param>
/// <param name="IsFused">Whether the operator before or behind it computes it.</param>
internal sealed record SumOperator(string Name, string Module, Section Section, EquatableArray<Tensor> Parts, Tensor Output, bool IsFused = false)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => Parts;

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "add";

    public override EquatableArray<Tensor> RowInputs => Inputs;

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Parts = Parts.Select(map).ToEquatableArray(), Output = map(Output) };

    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => Parts.All(isNonNegative);

    public override void LowerForward(ForwardLowering lowering)
    {
        if (IsFused)
        {
            return;
        }

        lowering.Step(
            $"{Title} = {string.Join(" + ", Parts.Select(Spoken))}.",
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

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => pass.RuleOf(Module).Rule == "gradient" ? forms.FactorOf(Output) : input;

    public override bool WantsOwn(Tensor output, Pass pass) => pass.RuleOf(Module).Rule is "lrp0" or "derivative";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => SumRules.Lower(this, pass.RuleOf(Module), lowering);
}
