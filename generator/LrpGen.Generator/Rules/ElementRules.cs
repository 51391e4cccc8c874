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

        (string formula, string call, Argument[] before) = rule.Rule switch
        {
            "gradient" => ("the derivative", "Activations.Gradient", new[] { Argument.Text("Activation." + activation.Function) }),
            "relu_guided_backprop" => ("[R]⁺ where x > 0", "ReluRules.GuidedBackprop", []),
            "relu_deconvnet" => ("[R]⁺", "ReluRules.Deconvnet", []),
            "relu_beta_smooth" => ("R · sigmoid(βx)", "ReluRules.BetaSmooth", new[] { Argument.Text(FloatText.Of((float)rule.Parameters.BetaSmooth)) }),
            _ => throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {activation.Module}."),
        };
        lowering.Comment($"{activation.Module}, {rule.Rule}: {formula}.");
        lowering.Into(activation.Input, destination =>
            lowering.Step(call, [.. before, Argument.Read(r), lowering.Forward(activation.Input), destination, Argument.Workers]));
    }
}
