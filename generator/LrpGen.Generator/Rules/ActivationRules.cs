using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through an element-wise function.</summary>
internal static class ActivationRules
{
    public static void Lower(ActivationOperator activation, EncoderPass pass, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.Take(activation.Output);
        string name = ActivationOperator.Formula(activation.Function);
        Argument function = Argument.Text("Activation." + activation.Function);
        if (!pass.IsGradient)
        {
            lowering.Comment($"{name}: g(z) = g ⊙ f(z)/z, f(z)/z = {ActivationOperator.SlopeFormula(activation.Function)}.");
            lowering.Unary(
                activation.Input,
                g,
                "Activations.Relevance",
                source => [function, source, lowering.Forward(activation.Input)]);
            return;
        }

        lowering.Comment($"{name}: the derivative.");
        int sink = lowering.Sink("Activation", activation.Section.Module, activation.Section.Layer);
        lowering.Step("run.Ledger.Relevance", Argument.Text($"{sink}"), Argument.Text("+1"), lowering.Forward(activation.Output), Argument.Read(g), Argument.Starts);
        BufferSlice input = lowering.Unary(
            activation.Input,
            g,
            "Activations.Gradient",
            source => [function, source, lowering.Forward(activation.Input)]);
        lowering.Step("run.Ledger.Relevance", Argument.Text($"{sink}"), Argument.Text("-1"), lowering.Forward(activation.Input), Argument.Read(input), Argument.Starts);
    }
}
