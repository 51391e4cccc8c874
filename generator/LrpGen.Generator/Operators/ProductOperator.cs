using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>
/// An operator that is linear in its input but for a bias: dense, convolution, transposed convolution, a factor and an
/// offset for each channel, upsampling.
/// </summary>
/// <param name="Module">Checkpoint name.</param>
/// <param name="Title">What it is, for tables: <c>conv2d 3×3</c>.</param>
/// <param name="Kernel">Class of the runtime with the kernels: <c>Linear</c>, <c>Convolution</c>, <c>ChannelAffine</c>, <c>Resampling</c>.</param>
/// <param name="Group">Its weights, batch norm folded in.</param>
/// <param name="Epilogue">The activation that is computed in the same tile, if one is.</param>
/// <param name="Formula">What it computes, for comments.</param>
internal sealed record ProductOperator(
    string Name, string Module, Section Section, string Title, string Kernel, Tensor Input, Tensor Output, WeightGroup Group, Epilogue? Epilogue, string Formula = "W · x + b")
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => Title;

    public override string Modules => Module;

    public override EquatableArray<WeightGroup> Weights => Merged is not null ? [Group, Merged.Group] : FoldedNorm is not null ? [Group, FoldedNorm] : [Group];

    /// <summary>
    /// Of a batch norm that some methods fold and others do not: the product before it with merged weights, from that
    /// product's input to the norm's output. Only relevance passes use it.
    /// </summary>
    public ProductOperator? Merged { get; init; }

    /// <summary>
    /// The batch norm that is folded into it, where a method differentiates both in one step: relevance between the two is that
    /// behind the norm times its factor. Only readings of that relevance use it.
    /// </summary>
    public WeightGroup? FoldedNorm { get; init; }

    /// <summary>Whether it reads the network's input as it is given, channels first.</summary>
    public bool ReadsGivenInput { get; init; }

    /// <summary>The sum of the output and one more tensor that is computed in the same tile, if one is; the activation is of that sum.</summary>
    public SumOperator? Sum { get; init; }

    /// <summary>Whether it has a bias.</summary>
    public bool HasBias { get; init; }

    public override void LowerForward(ForwardLowering lowering)
    {
        if (Epilogue is null)
        {
            lowering.Step(
                $"{Module} = {Formula}.",
                Kernel + ".Forward",
                Read(lowering),
                Argument.Weight(Group.Name),
                lowering.Write(Output),
                Argument.Workers);
            return;
        }

        if (Sum is not null)
        {
            Tensor residual = Sum.Parts.First(part => part != Output);
            lowering.Step(
                $"{Module} = {Formula}, {Sum.Module} = {Output.Name} + {residual.Name}, and {ActivationOperator.Formula(Epilogue.Function)} of it in the same tile.",
                Kernel + ".Forward",
                lowering.Read(Input),
                Argument.Weight(Group.Name),
                lowering.Read(residual),
                Argument.Text("Activation." + Epilogue.Function),
                lowering.WriteIfRead(Output),
                lowering.WriteIfRead(Sum.Output),
                lowering.Write(Epilogue.Output),
                Argument.Workers);
            return;
        }

        lowering.Step(
            $"{Module} = {Formula}, and {ActivationOperator.Formula(Epilogue.Function)} of it in the same tile.",
            Kernel + ".Forward",
            Read(lowering),
            Argument.Weight(Group.Name),
            Argument.Text("Activation." + Epilogue.Function),
            lowering.WriteIfRead(Output),
            lowering.Write(Epilogue.Output),
            Argument.Workers);
    }

    private Argument Read(ForwardLowering lowering) => ReadsGivenInput ? Argument.Text("run.Input") : lowering.Read(Input);
}
