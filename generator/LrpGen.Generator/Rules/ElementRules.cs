using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through element-wise functions.</summary>
internal static class ElementRules
{
    public static void Lower(ActivationOperator activation, AssignedRule rule, RelevanceLowering lowering)
    {
        if (lowering.PassesUnchanged(activation, rule.Rule))
        {
            CarriedRelevance unchanged = lowering.TakeCarried(activation.Output);
            lowering.Share(activation.Input, unchanged.Values, unchanged.Of);
            return;
        }

        (string formula, string? relu) = rule.Rule switch
        {
            "gradient" => ("the derivative times R", null),
            "relu_guided_backprop" => ("[R]⁺ where x > 0", "GuidedBackprop"),
            "relu_deconvnet" => ("[R]⁺", "Deconvnet"),
            "relu_beta_smooth" => ("R · sigmoid(βx)", "BetaSmooth"),
            _ => throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {activation.Module}."),
        };
        BufferSlice r = lowering.Take(activation.Output);
        lowering.Comment($"{activation.Module}, {rule.Rule}: {formula}.");
        lowering.Into(activation.Input, destination =>
        {
            if (relu is null)
            {
                (string call, Argument[] arguments) = activation.Kernel("Gradient", Argument.Read(r), lowering.Forward(activation.Input), destination);
                lowering.Step(call, arguments);
            }
            else
            {
                lowering.Step(
                    "ReluRules.Backward",
                    Argument.Text("ReluRule." + relu),
                    Argument.Read(r),
                    lowering.Forward(activation.Input),
                    Argument.Text("beta: " + FloatText.Of((float)rule.Parameters.BetaSmooth)),
                    destination,
                    Argument.Workers);
            }

            TextArgument sink = lowering.Sink(activation.Name + "Function", "Activation", activation.Module, -1);
            lowering.Account(sink, 1, r, null);
            lowering.Account(sink, -1, destination, null);
        });
    }
}
