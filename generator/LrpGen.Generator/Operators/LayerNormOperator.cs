using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>Layer normalisation; with a residual, of the sum of two tensors (the work of <see cref="Fusion"/>).</summary>
/// <param name="Input">What is normalised.</param>
/// <param name="Residual">The sum that is computed on the way, if it is.</param>
/// <param name="Group">Weight, bias and ε.</param>
internal sealed record LayerNormOperator(
    string Name, string Module, Section Section, Tensor Input, SumOperator? Residual, WeightGroup Group, Tensor Output)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "layer norm";

    public override EquatableArray<WeightGroup> Weights => [Group];

    public override EquatableArray<Tensor> RowInputs => Inputs;

    /// <summary>Mean and 1/σ of every row, which the relevance pass reads.</summary>
    public Tensor Statistics => new(Name + "Statistics", Output.Rows, 2, Output.Positions);

    public override Operator Over(Func<Tensor, Tensor> map)
        => this with { Input = map(Input), Residual = (SumOperator?)Residual?.Over(map), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
    {
        if (Residual is null)
        {
            lowering.Step(
                $"{Title} = (x − mean) / σ · w + b.",
                "LayerNorm.Forward",
                lowering.Read(Input),
                Argument.Weight(Name),
                lowering.Write(Output),
                lowering.WriteIfRead(Statistics),
                Argument.Workers);
            return;
        }

        lowering.Step(
            $"Residual: {Residual.Title} = {Spoken(Residual.Parts[0])} + {Spoken(Residual.Parts[1])};  {Title} = (sum − mean) / σ · w + b.",
            "LayerNorm.ForwardResidual",
            lowering.Read(Residual.Parts[0]),
            lowering.Read(Residual.Parts[1]),
            Argument.Weight(Name),
            lowering.WriteIfRead(Input),
            lowering.Write(Output),
            lowering.WriteIfRead(Statistics),
            Argument.Workers);
    }

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms)
        => pass.RuleOf(Module).Rule is "epsilon" or "lrp0" or "derivative" ? input : null;

    public override bool WantsOwn(Tensor output, Pass pass) => pass.RuleOf(Module).Rule is "lrp0" or "derivative";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => NormRules.Lower(this, pass.RuleOf(Module), lowering);
}
