using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Max or average pooling.</summary>
/// <param name="Kind">What it is, for tables.</param>
/// <param name="IsMax">Whether the largest value wins.</param>
/// <param name="Group">The runtime object that holds its shape.</param>
internal sealed record PoolOperator(
    string Name, string Module, Section Section, string Kind, bool IsMax, Tensor Input, Tensor Output, WeightGroup Group)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind { get; } = Kind;

    public override EquatableArray<WeightGroup> Weights => [Group];

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => isNonNegative(Input);

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Title}: {Kind}.",
            IsMax ? "Pooling.MaxForward" : "Pooling.AverageForward",
            lowering.Read(Input),
            Argument.Weight(Group.Name, ".Shape"),
            lowering.Write(Output),
            Argument.Workers);

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms)
    {
        AssignedRule rule = pass.RuleOf(Module);
        return Rules.Products.ProductRule.Find(rule.Rule) is { IsProportional: true } || (IsMax && PoolRules.IsShare(rule) && forms.FactorOf(Output) == Output) ? input : null;
    }

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => PoolRules.Lower(this, pass.RuleOf(Module), lowering);
}
