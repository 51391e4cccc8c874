using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>Layer normalisation; with a residual, of the sum of two tensors (the work of <see cref="Fusion"/>).</summary>
/// <param name="Input">What is normalised.</param>
/// <param name="Residual">The sum that is computed on the way, if it is.</param>
/// <param name="Epsilon">Raw token of the description.</param>
/// <param name="HasParameters">Whether there are a weight and a bias.</param>
internal sealed record LayerNormOperator(
    string Name, string Module, Section Section, Tensor Input, AddOperator? Residual, string Epsilon, Tensor Output, bool HasParameters = true)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "layer norm";

    public override string Modules => Module;

    /// <summary>Mean and 1/σ of every row, which the relevance pass reads.</summary>
    public Tensor Statistics => new(Name + "Statistics", Output.Rows, 2, Output.Positions);

    public override EquatableArray<WeightGroup> Weights =>
        [
            HasParameters
                ? new WeightGroup(
                    Name,
                    "NormWeights",
                    new Initialiser("source.Norm", [CSharpText.Literal(Module), $"{Output.Columns}", $"epsilon: {FloatText.Literal(Epsilon)}"]),
                    [new WeightTensor(Module + ".weight", [Output.Columns]), new WeightTensor(Module + ".bias", [Output.Columns])])
                : new WeightGroup(Name, "NormWeights", new Initialiser("NormWeights.Plain", [$"{Output.Columns}", $"epsilon: {FloatText.Literal(Epsilon)}"]), []),
        ];

    public override void LowerForward(ForwardLowering lowering)
    {
        if (Residual is null)
        {
            lowering.Step(
                $"{Words.Of(Name, Section)} = (x − mean) / σ · w + b.",
                "LayerNorm.Forward",
                lowering.Read(Input),
                Argument.Weight(Name),
                lowering.Write(Output),
                lowering.WriteIfRead(Statistics),
                Argument.Workers);
            return;
        }

        lowering.Step(
            $"Residual: {Words.Of(Residual.Name, Section)} = {Words.Of(Residual.A.Name, Section)} + {Words.Of(Residual.B.Name, Section)};  {Words.Of(Name, Section)} = (sum − mean) / σ · w + b.",
            "LayerNorm.ForwardResidual",
            lowering.Read(Residual.A),
            lowering.Read(Residual.B),
            Argument.Weight(Name),
            lowering.WriteIfRead(Input),
            lowering.Write(Output),
            lowering.WriteIfRead(Statistics),
            Argument.Workers);
    }
}
