using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>The network's input, laid out channels last.</summary>
internal sealed record InputOperator(string Name, Section Section, Tensor Output) : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "input";

    public override string Modules => string.Empty;

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step("The input: one row a sample and position, one column a channel.", "run.ReadInput", lowering.Write(Output));
}
