using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through the layer norms of layer graphs.</summary>
internal static class GraphNormRules
{
    public static void Lower(LayerNormOperator norm, AssignedRule rule, RelevanceLowering lowering)
    {
        switch (rule.Rule)
        {
            case "pass":
                lowering.Comment($"{norm.Module}, pass: R(x) = R.");
                lowering.Share(norm.Input, lowering.Take(norm.Output));
                break;
            case "gradient":
                Gradient(norm, lowering);
                break;
            case "epsilon":
                Epsilon(norm, rule.Parameters, lowering);
                break;
            default:
                throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {norm.Module}.");
        }
    }

    private static void Gradient(LayerNormOperator norm, RelevanceLowering lowering)
    {
        BufferSlice r = lowering.Take(norm.Output);
        lowering.Comment($"{norm.Module}, gradient: with that of mean and σ.");

        // The derivative adds up to 0: the norm does not change when all inputs do alike.
        lowering.Account(lowering.Sink(norm.Name + "Norm", "Norm", norm.Module, -1), 1, r, null);
        lowering.Into(norm.Input, destination => lowering.Step(
            "LayerNorm.Gradient",
            Argument.Read(r),
            lowering.Forward(norm.Input),
            Argument.Weight(norm.Name),
            lowering.Forward(norm.Statistics),
            destination,
            Argument.Workers));
    }

    private static void Epsilon(LayerNormOperator norm, RuleParameters parameters, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(norm.Output);
        string forms = $"{RelevanceForms.Text(r.Of)} → {RelevanceForms.Text(lowering.FactorOf(norm.Input))}";
        TextArgument biasSink = lowering.Sink(norm.Name + "Bias", "NormBias", norm.Module, -1);
        TextArgument stabiliserSink = lowering.Sink(norm.Name + "Epsilon", "Epsilon", norm.Module, -1);
        lowering.Comment($"{norm.Module}, epsilon: σ is a constant, the mean is not: R(x) = x ⊙ A(w ⊙ R / d(y)) with A u = (u − mean u) / σ; {forms}.");
        BufferSlice z = parameters.ZeroBias ? WithoutBias(norm, lowering) : lowering.Place(norm.Output);
        BufferSlice s = lowering.Temporary(norm.Name + "Share", lowering.Place(norm.Output), perTarget: true);
        lowering.Quotient(r.Values, lowering.PlaceOrNull(r.Of), z, parameters, norm.Output.Positions, Argument.Write(s));
        lowering.Account(stabiliserSink, 1, r.Values, r.Of);
        lowering.Step("run.Shared", stabiliserSink, Argument.Read(s), Argument.Read(z));
        if (!parameters.ZeroBias)
        {
            lowering.Step("run.SharedWithBias", biasSink, Argument.Read(s), Argument.Weight(norm.Name, ".Bias"), Argument.Text("WeightMap.Identity"));
        }

        lowering.Into(norm.Input, norm.Input, destination => lowering.Step(
            "LayerNorm.Relevance", Argument.Read(s), Argument.Weight(norm.Name), lowering.Forward(norm.Statistics), destination, Argument.Workers));
    }

    private static BufferSlice WithoutBias(LayerNormOperator norm, RelevanceLowering lowering)
    {
        BufferSlice z = lowering.Temporary(norm.Name + "Unbiased", lowering.Place(norm.Output), perTarget: false);
        lowering.Step(
            "LayerNorm.WithoutBias", lowering.Forward(norm.Input), Argument.Weight(norm.Name), lowering.Forward(norm.Statistics), Argument.Write(z), Argument.Workers);
        return z;
    }
}
