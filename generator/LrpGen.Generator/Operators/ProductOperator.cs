using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>An activation that is computed in the tile of the product before it.</summary>
internal sealed record Epilogue(string Function, Tensor Output);

/// <summary>
/// An operator that is linear in its input but for a bias: dense, convolution, transposed convolution, a factor and an
/// offset for each channel, upsampling. Dense layers with a common input can be computed in one product.
/// </summary>
/// <param name="Kind">What it is, for tables: <c>conv2d 3×3</c>.</param>
/// <param name="Kernel">Class of the runtime with the kernels: <c>Linear</c>, <c>Convolution</c>, <c>ChannelAffine</c>, <c>Resampling</c>.</param>
/// <param name="Group">Its weights, batch norm folded in.</param>
/// <param name="Epilogue">The activation that is computed in the same tile, if one is.</param>
/// <param name="Formula">What it computes, for comments.</param>
internal sealed record ProductOperator(
    string Name, string Module, Section Section, string Kind, string Kernel, Tensor Input, Tensor Output, WeightGroup Group, Epilogue? Epilogue, string Formula = "W · x + b")
    : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => All.Select(p => p.Output).ToEquatableArray();

    public override string Kind { get; } = Kind;

    public override EquatableArray<string> Modules => All.Select(p => p.Module).ToEquatableArray();

    public override EquatableArray<WeightGroup> Weights => Merged is not null ? [Group, Merged.Group] : FoldedNorm is not null ? [Group, FoldedNorm] : [Group];

    public override EquatableArray<Tensor> RowInputs => Kernel == "Linear" ? Inputs : [];

    /// <summary>The dense layers that are computed in one product, each as it would be alone; empty for a layer of its own.</summary>
    public EquatableArray<ProductOperator> Parts { get; init; } = [];

    /// <summary>The layers of which it consists: its parts, or itself.</summary>
    public IEnumerable<ProductOperator> All => Parts.Count > 0 ? Parts : [this];

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

    /// <summary>Whether other layers have the same weights.</summary>
    public bool SharesWeights { get; init; }

    /// <summary>Whether it has a bias.</summary>
    public bool HasBias { get; init; }

    public override Operator Over(Func<Tensor, Tensor> map) => this with
    {
        Input = map(Input),
        Output = map(Output),
        Parts = Parts.Select(p => (ProductOperator)p.Over(map)).ToEquatableArray(),
        Epilogue = Epilogue is null ? null : Epilogue with { Output = map(Epilogue.Output) },
    };

    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => Kernel == "Resampling" && isNonNegative(Input);

    public override void LowerForward(ForwardLowering lowering)
    {
        string names = string.Join(", ", All.Select(p => p.Title));
        BufferSlice product = lowering.Group(Name, Outputs);
        if (Epilogue is null)
        {
            lowering.Step(
                Parts.Count > 0 ? $"{names} = {Formula}, in one product." : $"{names} = {Formula}.",
                Kernel + ".Forward",
                Read(lowering),
                Argument.Weight(Group.Name),
                Argument.Write(product),
                Argument.Workers);
            return;
        }

        string function = ActivationOperator.FormulaOf(Epilogue.Function);
        if (Sum is not null)
        {
            Tensor residual = Sum.Parts.First(part => part != Output);
            lowering.Step(
                $"{names} = {Formula}, {Sum.Title} = {Spoken(Output)} + {Spoken(residual)}, and {function} of it in the same tile.",
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
            $"{names} = {Formula}, and {function} of it in the same tile.",
            Kernel + ".Forward",
            Read(lowering),
            Argument.Weight(Group.Name),
            Argument.Text("Activation." + Epilogue.Function),
            Argument.WriteIfRead(product),
            lowering.Write(Epilogue.Output),
            Argument.Workers);
    }

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms)
        => All.All(p => ProductRules.IsProportional(pass.RuleOf(p.Module))) ? input : null;

    public override bool WantsOwn(Tensor output, Pass pass) => ProductRules.WantsOwn(pass.RuleOf(All.First(p => p.Output == output).Module));

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        if (Merged is not null && pass.RuleOf(Module).Rule == "folded")
        {
            ProductRules.Lower(Merged, pass, lowering);
        }
        else
        {
            ProductRules.Lower(this, pass, lowering);
        }
    }

    private Argument Read(ForwardLowering lowering) => ReadsGivenInput ? Argument.Text("run.Input") : lowering.Read(Input);
}
