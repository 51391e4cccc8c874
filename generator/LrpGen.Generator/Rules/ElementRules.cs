using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through element-wise functions in relevance form.</summary>
internal static class ElementRules
{
    public static void Lower(ActivationOperator activation, AssignedRule rule, RelevanceLowering lowering)
    {
        BufferSlice r = lowering.Take(activation.Output);
        if (rule.Rule == "pass")
        {
            lowering.Share(activation.Input, r);
            return;
        }

        (string formula, string? relu) = rule.Rule switch
        {
            "gradient" => ("the derivative", null),
            "relu_guided_backprop" => ("[R]⁺ where x > 0", "GuidedBackprop"),
            "relu_deconvnet" => ("[R]⁺", "Deconvnet"),
            "relu_beta_smooth" => ("R · sigmoid(βx)", "BetaSmooth"),
            _ => throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {activation.Module}."),
        };
        lowering.Comment($"{activation.Module}, {rule.Rule}: {formula}.");
        lowering.Into(activation.Input, destination =>
        {
            if (relu is null)
            {
                lowering.Step(
                    "Activations.Gradient",
                    Argument.Text("Activation." + activation.Function),
                    Argument.Read(r),
                    lowering.Forward(activation.Input),
                    destination,
                    Argument.Workers);
                return;
            }

            lowering.Step(
                "ReluRules.Backward",
                Argument.Text("ReluRule." + relu),
                Argument.Read(r),
                lowering.Forward(activation.Input),
                Argument.Text("beta: " + FloatText.Of((float)rule.Parameters.BetaSmooth)),
                destination,
                Argument.Workers);
        });
    }
}
