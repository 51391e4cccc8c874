using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Probabilities of the labels. It is computed only where a method explains through it.</summary>
internal sealed record SoftmaxOperator(string Name, string Module, Section Section, Tensor Input, Tensor Output) : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "softmax";

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step($"{Module}: probabilities, p = eᶻ / Σ eᶻ.", "Softmax.Forward", lowering.Read(Input), lowering.Write(Output));

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => SoftmaxRules.Lower(this, pass.RuleOf(Module), lowering);
}
