using LrpGen.Generator.Graphs;
using LrpGen.Generator.Names;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>One dense layer of a product.</summary>
/// <param name="Name">Name within the section.</param>
/// <param name="Module">Checkpoint name.</param>
/// <param name="Output">Its output, bias included.</param>
internal sealed record LinearPart(string Name, string Module, Tensor Output);

/// <summary>An activation that is computed in the tile of the product before it.</summary>
internal sealed record Epilogue(string Function, Tensor Output);

/// <summary>
/// Dense layers with a common input, computed in one product: y = x · Wᵀ + b. More than one part, and an epilogue, are
/// the work of <see cref="Fusion"/>.
/// </summary>
internal sealed record LinearOperator(string Name, Section Section, Tensor Input, EquatableArray<LinearPart> Parts, Epilogue? Epilogue)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => Parts.Select(p => p.Output).ToEquatableArray();

    public override string Kind => "linear";

    public override string Modules => string.Join(", ", Parts.Select(p => p.Module));

    public override EquatableArray<WeightGroup> Weights => [new WeightGroup(Name, "PackedLinear", Initialiser(), Tensors())];

    public override void LowerForward(ForwardLowering lowering)
    {
        string names = string.Join(", ", Parts.Select(p => Words.Of(p.Name)));
        BufferSlice product = lowering.Group(Name, Parts.Select(p => p.Output).ToEquatableArray());
        if (Epilogue is null)
        {
            lowering.Step(
                Parts.Count > 1 ? $"{names} = x · Wᵀ + b, in one product." : $"{names} = x · Wᵀ + b.",
                "Linear.Forward",
                lowering.Read(Input),
                Argument.Weight(Name),
                Argument.Write(product),
                Argument.Workers);
            return;
        }

        lowering.Step(
            $"{names} = x · Wᵀ + b, and {ActivationOperator.Formula(Epilogue.Function)} of it in the same tile.",
            "Linear.Forward",
            lowering.Read(Input),
            Argument.Weight(Name),
            Argument.Text("Activation." + Epilogue.Function),
            Argument.WriteIfRead(product),
            lowering.Write(Epilogue.Output),
            Argument.Workers);
    }

    private Initialiser Initialiser() => new(
        "source.Pack",
        Parts.Select(p => $"source.Linear({CSharpText.Literal(p.Module)}, {p.Output.Columns}, {Input.Columns})").ToEquatableArray());

    private EquatableArray<WeightTensor> Tensors()
        => Parts.SelectMany(p => new[]
        {
            new WeightTensor(p.Module + ".weight", [p.Output.Columns, Input.Columns]),
            new WeightTensor(p.Module + ".bias", [p.Output.Columns]),
        }).ToEquatableArray();
}
