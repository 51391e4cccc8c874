using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;

namespace LrpGen.Generator.Operators;

/// <summary>Residual connection: y = a + b.</summary>
/// <param name="IsFused">Whether the operator behind it computes the sum.</param>
internal sealed record AddOperator(string Name, Section Section, Tensor A, Tensor B, Tensor Output, bool IsFused)
    : Operator(Name, Section)
{
    public override EquatableArray<Tensor> Inputs => [A, B];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "add";

    public override string Modules => string.Empty;

    public override void LowerForward(ForwardLowering lowering)
    {
        if (!IsFused)
        {
            lowering.Step(
                $"Residual: {Words.Of(Name, Section)} = {Words.Of(A.Name, Section)} + {Words.Of(B.Name, Section)}.",
                "Residual.Add",
                lowering.Read(A),
                lowering.Read(B),
                lowering.Write(Output),
                Argument.Workers);
        }
    }
}
