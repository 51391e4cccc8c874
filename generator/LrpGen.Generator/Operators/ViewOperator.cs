using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>
/// A layer that changes neither numbers nor their places, beside other layers that read what it reads: its values are those of
/// its input, its relevance is its own part of it.
/// </summary>
/// <param name="Kind">Its operator in the description.</param>
internal sealed record ViewOperator(string Name, string Module, Section Section, string Kind, Tensor Input, Tensor Output) : MoveOperator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind { get; } = Kind;

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering) => lowering.View(Input, Output);

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => forms.FactorOf(Output) is var of && of == Output ? input : of;

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(Output);
        lowering.Comment($"{Module}: the same numbers at the same places.");
        lowering.Share(Input, r.Values, r.Of == Output ? Input : r.Of);
    }
}
