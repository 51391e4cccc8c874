using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>The network's input, laid out channels last.</summary>
internal sealed record InputOperator(string Name, string Module, Section Section, Tensor Output) : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "input";

    public override EquatableArray<string> Modules => [];

    /// <summary>Whether the only operator that reads it takes it as it is given, channels first: only relevance needs this layout.</summary>
    public bool IsReadAsGiven { get; init; }

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Output = map(Output) };

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            IsReadAsGiven
                ? "The input, where relevance needs it: one row a sample and position, one column a channel."
                : "The input: one row a sample and position, one column a channel.",
            "run.ReadInput",
            IsReadAsGiven ? lowering.WriteIfRead(Output) : lowering.Write(Output));

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        lowering.Comment("What arrived at the input.");
        lowering.Step("run.WriteRelevance", Argument.Read(lowering.Take(Output)));
    }
}
