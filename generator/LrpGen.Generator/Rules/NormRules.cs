using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through layer norms.</summary>
internal static class NormRules
{
    public static void Lower(NormOperator norm, AssignedRule rule, RelevanceLowering lowering)
    {
        switch (rule.Rule)
        {
            case "pass":
                lowering.Comment($"{norm.Title}, pass: R(x) = R.");
                lowering.Share(norm.Input, lowering.Take(norm.Output));
                break;
            case "gradient":
                Gradient(norm, lowering);
                break;
            case "epsilon":
                Epsilon(norm, rule.Parameters, lowering);
                break;
            case "lrp0":
                Constant(norm, lowering);
                break;
            case "derivative":
                Derivative(norm, lowering);
                break;
            default:
                throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {norm.Module}.");
        }
    }

    // LRP-0 with σ as a constant.
    private static void Constant(NormOperator norm, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.TakeOver(norm, norm.Output);
        lowering.Comment(norm.Kernel == "RmsNorm"
            ? $"{norm.Title}, lrp0: rms is a constant: g(x) = g ⊙ w / rms."
            : $"{norm.Title}, lrp0: σ is a constant, the mean is not: g(x) = (g ⊙ w − mean(g ⊙ w)) / σ.");
        if (norm.HasBias)
        {
            lowering.Step(
                "run.SharedWithBias", lowering.Sink(norm, "Bias", "NormBias"), Argument.Read(g), Argument.Weight(norm.Group.Name, ".Bias"), Argument.Text("WeightMap.Identity"));
        }

        lowering.Unary(
            norm.Input,
            norm.Input,
            g,
            norm.Kernel + ".Relevance",
            (source, destination) => [source, Argument.Weight(norm.Group.Name), lowering.Forward(norm.Statistics), destination, Argument.Workers]);
    }

    // The ledger's line has what bias and σ take: almost all, as a norm forgets the scale of x.
    private static void Derivative(NormOperator norm, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.TakeOver(norm, norm.Output);
        TextArgument sink = lowering.Sink(norm, "Norm", "Norm");
        lowering.Comment($"{norm.Title}, derivative: with that of mean and σ.");
        lowering.Account(sink, 1, g, norm.Output);
        BufferSlice input = lowering.Unary(
            norm.Input,
            norm.Input,
            g,
            norm.Kernel + ".Gradient",
            (source, destination) =>
                [source, lowering.Forward(norm.Input), Argument.Weight(norm.Group.Name), lowering.Forward(norm.Statistics), destination, Argument.Workers]);
        lowering.Account(sink, -1, input, norm.Input);
    }

    private static void Gradient(NormOperator norm, RelevanceLowering lowering)
    {
        BufferSlice r = lowering.Take(norm.Output);
        lowering.Comment($"{norm.Title}, gradient: with that of mean and σ.");

        // The derivative adds up to 0: the norm does not change when all inputs do alike.
        lowering.Account(lowering.Sink(norm, "Norm", "Norm"), 1, r, null);
        lowering.Into(norm.Input, destination => lowering.Step(
            norm.Kernel + ".Gradient",
            Argument.Read(r),
            lowering.Forward(norm.Input),
            Argument.Weight(norm.Group.Name),
            lowering.Forward(norm.Statistics),
            destination,
            Argument.Workers));
    }

    private static void Epsilon(NormOperator norm, RuleParameters parameters, RelevanceLowering lowering)
    {
        CarriedRelevance r = lowering.TakeCarried(norm.Output);
        string forms = $"{RelevanceForms.Text(r.Of)} → {RelevanceForms.Text(lowering.FactorOf(norm.Input))}";
        bool hasBias = norm.HasBias && !parameters.ZeroBias;
        TextArgument stabiliserSink = lowering.Sink(norm, "Epsilon", "Epsilon");
        lowering.Comment($"{norm.Title}, epsilon: σ is a constant, the mean is not: R(x) = x ⊙ A(w ⊙ R / d(y)) with A u = (u − mean u) / σ; {forms}.");
        BufferSlice z = norm.HasBias && parameters.ZeroBias ? WithoutBias(norm, lowering) : lowering.Place(norm.Output);
        BufferSlice s = lowering.Quotient(norm.Name + "Share", r, z, parameters, norm.Output.Positions, stabiliserSink);
        if (hasBias)
        {
            lowering.Step("run.SharedWithBias", lowering.Sink(norm, "Bias", "NormBias"), Argument.Read(s), Argument.Weight(norm.Group.Name, ".Bias"), Argument.Text("WeightMap.Identity"));
        }

        lowering.Into(norm.Input, norm.Input, destination => lowering.Step(
            norm.Kernel + ".Relevance", Argument.Read(s), Argument.Weight(norm.Group.Name), lowering.Forward(norm.Statistics), destination, Argument.Workers));
    }

    private static BufferSlice WithoutBias(NormOperator norm, RelevanceLowering lowering)
    {
        BufferSlice z = lowering.Temporary(norm.Name + "Unbiased", lowering.Place(norm.Output), perTarget: false);
        lowering.Step(
            norm.Kernel + ".WithoutBias", lowering.Forward(norm.Input), Argument.Weight(norm.Group.Name), lowering.Forward(norm.Statistics), Argument.Write(z), Argument.Workers);
        return z;
    }
}
