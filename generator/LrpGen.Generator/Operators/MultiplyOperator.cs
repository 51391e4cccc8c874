using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>The product of two tensors, element by element.</summary>
/// <param name="Module">Name in the description.</param>
/// <param name="Signal">The factor of the output's shape.</param>
/// <param name="Gate">The factor that is repeated along the axes where it has size 1.</param>
/// <param name="Broadcast">The runtime object that holds which number of the gate belongs to which of the signal.</param>
internal sealed record MultiplyOperator(string Name, string Module, Section Section, Tensor Signal, Tensor Gate, WeightGroup Broadcast, Tensor Output)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [Signal, Gate];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "product";

    public override string Modules => Module;

    public override EquatableArray<WeightGroup> Weights => [Broadcast];

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Module} = {Signal.Name} ⊙ {Gate.Name}.",
            "Multiplication.Forward",
            lowering.Read(Signal),
            lowering.Read(Gate),
            Argument.Weight(Broadcast.Name),
            lowering.Write(Output),
            Argument.Workers);
}
