using LrpGen.Generator.Graphs;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading;
using LrpGen.Generator.Reading.LayerGraphs;
using LrpGen.Generator.Rules;

namespace LrpGen.Generator.Operators;

/// <summary>The mean over the rows of each sample.</summary>
internal sealed record MeanRowsOperator(string Name, string Module, Section Section, Tensor Input, Tensor Output) : Operator(Name, Module, Section)
{
    public override EquatableArray<Tensor> Inputs => [Input];

    public override EquatableArray<Tensor> Outputs => [Output];

    public override string Kind => "mean of rows";

    public override Operator Over(Func<Tensor, Tensor> map) => this with { Input = map(Input), Output = map(Output) };

    public override bool IsNonNegative(Func<Tensor, bool> isNonNegative) => isNonNegative(Input);

    public override void LowerForward(ForwardLowering lowering)
        => lowering.Step(
            $"{Title} = the mean over the rows of a sample.", "SampleMeans.Forward", lowering.Read(Input), Argument.Starts, lowering.Write(Output), Argument.Workers);

    public override Tensor? HandsDown(Tensor input, Pass pass, RelevanceForms forms) => pass.RuleOf(Module).Rule == "gradient" ? null : input;

    public override bool WantsOwn(Tensor output, Pass pass) => pass.RuleOf(Module).Rule is "lrp0" or "derivative";

    public override void LowerRelevance(Pass pass, RelevanceLowering lowering)
    {
        AssignedRule rule = pass.RuleOf(Module);
        BufferSlice share;
        switch (rule.Rule)
        {
            case "gradient":
                share = lowering.Take(Output);
                break;
            case "lrp0" or "derivative":
                share = lowering.TakeOver(this, Output);
                break;
            case "norm" or "epsilon":
                CarriedRelevance r = lowering.TakeCarried(Output);
                TextArgument sink = lowering.Sink(this, "Epsilon", "Epsilon");
                share = lowering.Quotient(Name + "Quotient", r, lowering.Place(Output), rule.Parameters, sampleRows: 1, sink);
                break;
            default:
                throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {Module}.");
        }

        lowering.Comment($"{Title}, {rule.Rule}: every row gets g over the number of rows.");
        lowering.Into(
            Input,
            rule.Rule == "gradient" ? null : Input,
            destination => lowering.Step("SampleMeans.Adjoint", Argument.Read(share), Argument.Starts, destination, Argument.Workers));
    }
}
