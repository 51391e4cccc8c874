using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>A norm of each row; with a residual, of the sum of two tensors (the work of <see cref="Fusion"/>).</summary>
/// <param name="Kernel">Class of the runtime with the kernels: <c>LayerNorm</c>, <c>RmsNorm</c>.</param>
/// <param name="Input">What is normalised.</param>
/// <param name="Residual">The sum that is computed on the way, if it is.</param>
/// <param name="Group">Weight, bias and ε.</param>
internal sealed record NormOperator(
    string Name, string Module, Section Section, string Kernel, Tensor Input, SumOperator? Residual, WeightGroup Group, Tensor Output)
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => Kernel == "RmsNorm" ? "RMS norm" : "layer norm";

    /// <summary>Whether there is a bias.</summary>
    public bool HasBias { get; init; }

    public override EquatableArray<WeightGroup> Weights => [Group];

    public override EquatableArray<Tensor> RowInputs => Inputs;

    /// <summary>Mean and 1/σ of every row, or 1/rms alone, which the relevance pass reads.</summary>
    public Tensor Statistics => new(Name + "Statistics", Output.Rows, Kernel == "RmsNorm" ? 1 : 2, Output.Positions);

    public override Operator Over(Func<Tensor, Tensor> map)
        => this with { Input = map(Input), Residual = (SumOperator?)Residual?.Over(map), Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
    {
        if (Residual is null)
        {
            lowering.Step(
                $"{Title} = {Formula("x")}.",
                Kernel + ".Forward",
                lowering.Read(Input),
                Argument.Weight(Group.Name),
                lowering.Write(Output),
                lowering.WriteIfRead(Statistics),
                Argument.Workers);
            return;
        }

        lowering.Step(
            $"Residual: {Residual.Title} = {Spoken(Residual.Parts[0])} + {Spoken(Residual.Parts[1])};  {Title} = {Formula("sum")}.",
            Kernel + ".ForwardResidual",
            lowering.Read(Residual.Parts[0]),
            lowering.Read(Residual.Parts[1]),
            Argument.Weight(Group.Name),
            lowering.WriteIfRead(Input),
            lowering.Write(Output),
            lowering.WriteIfRead(Statistics),
            Argument.Workers);
    }

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms)
        => pass.RuleOf(Module).Rule is "epsilon" or "lrp0" or "derivative" ? input : null;

    public override bool WantsOwn(Tensor output, Pass pass) => pass.RuleOf(Module).Rule is "lrp0" or "derivative";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering) => NormRules.Lower(this, pass.RuleOf(Module), lowering);

    private string Formula(string x) => (Kernel == "RmsNorm" ? $"{x} / rms · w" : $"({x} − mean) / σ · w") + (HasBias ? " + b" : string.Empty);
}
