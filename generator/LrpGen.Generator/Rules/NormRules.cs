using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through layer normalisation.</summary>
internal static class NormRules
{
    public static void Lower(LayerNormOperator norm, EncoderPass pass, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.Take(norm.Output);
        int layer = norm.Section.Layer;
        string name = Words.Of(norm.Name, norm.Section);
        lowering.Comment(pass.IsGradient
            ? $"{name}: the derivative, with that of mean and σ."
            : $"{name}: σ is a constant, the mean is not: g(x) = (g ⊙ w − mean(g ⊙ w)) / σ.");
        lowering.Step(
            "run.Ledger.Bias",
            Argument.Text($"{lowering.Sink("NormBias", norm.Module, layer)}"),
            Argument.Read(g),
            Argument.Weight(norm.Name, ".Bias"),
            Argument.Starts);
        if (!pass.IsGradient)
        {
            lowering.Unary(
                norm.Input,
                g,
                "LayerNorm.Relevance",
                source => [source, Argument.Weight(norm.Name), lowering.Forward(norm.Statistics)]);
            return;
        }

        // A derivative through σ takes Σ (y − b) ⊙ g − Σ x ⊙ g(x): almost all, as a norm forgets the scale of x.
        int sink = lowering.Sink("Norm", norm.Module, layer);
        lowering.Step("run.Ledger.Relevance", Argument.Text($"{sink}"), Argument.Text("+1"), lowering.Forward(norm.Output), Argument.Read(g), Argument.Starts);
        lowering.Step("run.Ledger.SubtractBias", Argument.Text($"{sink}"), Argument.Read(g), Argument.Weight(norm.Name, ".Bias"), Argument.Starts);
        BufferSlice input = lowering.Unary(
            norm.Input,
            g,
            "LayerNorm.Gradient",
            source => [source, lowering.Forward(norm.Input), Argument.Weight(norm.Name), lowering.Forward(norm.Statistics)]);
        lowering.Step("run.Ledger.Relevance", Argument.Text($"{sink}"), Argument.Text("-1"), lowering.Forward(norm.Input), Argument.Read(input), Argument.Starts);
    }
}
