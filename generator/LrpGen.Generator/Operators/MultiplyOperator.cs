using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>The product of two tensors, element by element.</summary>
/// <param name="Signal">The factor of the output's shape.</param>
/// <param name="Gate">The factor that is repeated along the axes where it has size 1.</param>
/// <param name="Broadcast">The runtime object that holds which number of the gate belongs to which of the signal; null where both have one shape.</param>
internal sealed record MultiplyOperator(string Name, string Module, Section Section, Tensor Signal, Tensor Gate, WeightGroup? Broadcast, Tensor Output)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Signal, Gate];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "product";

    public override EquatableArray<WeightGroup> Weights => Broadcast is null ? [] : [Broadcast];

    public override EquatableArray<Tensor> RowInputs => Broadcast is null ? Inputs : [];

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Signal = map(Signal), Gate = map(Gate), Output = map(Output) };

    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => Inputs.All(isNonNegative);

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Title} = {Spoken(Signal)} ⊙ {Spoken(Gate)}.",
            Broadcast is null ? "GatedProduct.Forward" : "Multiplication.Forward",
            Broadcast is null
                ? [lowering.Read(Signal), lowering.Read(Gate), lowering.Write(Output), Argument.Workers]
                : [lowering.Read(Signal), lowering.Read(Gate), Argument.Weight(Broadcast.Name), lowering.Write(Output), Argument.Workers]);

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms)
        => pass.RuleOf(Module).Rule == "derivative" || (forms.FactorOf(Output) == Output && MultiplyRules.IsShare(pass.RuleOf(Module))) ? input : null;

    public override bool WantsOwn(Tensor output, Pass pass) => MultiplyRules.IsShare(pass.RuleOf(Module)) || pass.RuleOf(Module).Rule == "derivative";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => MultiplyRules.Lower(this, pass.RuleOf(Module), lowering);
}
