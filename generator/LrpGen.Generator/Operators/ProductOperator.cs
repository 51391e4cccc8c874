using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>An operator with weights that is linear in its input: dense, convolution, transposed convolution.</summary>
/// <param name="Module">Checkpoint name.</param>
/// <param name="Title">What it is, for tables: <c>conv2d 3×3</c>.</param>
/// <param name="Kernel">Class of the runtime with the kernels: <c>Linear</c> or <c>Convolution</c>.</param>
/// <param name="Group">Its weights, batch norm folded in.</param>
/// <param name="Epilogue">The activation that is computed in the same tile, if one is.</param>
internal sealed record ProductOperator(
    string Name, string Module, Section Section, string Title, string Kernel, Tensor Input, Tensor Output, WeightGroup Group, Epilogue? Epilogue)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => Title;

    public override string Modules => Module;

    public override EquatableArray<WeightGroup> Weights => [Group];

    public override void LowerForward(ForwardLowering lowering)
    {
        if (Epilogue is null)
        {
            lowering.Step(
                $"{Module} = W · x + b.",
                Kernel + ".Forward",
                lowering.Read(Input),
                Argument.Weight(Group.Name),
                lowering.Write(Output),
                Argument.Workers);
            return;
        }

        lowering.Step(
            $"{Module} = W · x + b, and {ActivationOperator.Formula(Epilogue.Function)} of it in the same tile.",
            Kernel + ".Forward",
            lowering.Read(Input),
            Argument.Weight(Group.Name),
            Argument.Text("Activation." + Epilogue.Function),
            lowering.WriteIfRead(Output),
            lowering.Write(Epilogue.Output),
            Argument.Workers);
    }
}
