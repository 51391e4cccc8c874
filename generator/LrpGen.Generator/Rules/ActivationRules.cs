using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through element-wise functions.</summary>
internal static class ActivationRules
{
    /// <summary>What relevance goes down over.</summary>
    public static Tensor? HandsDown(ActivationOperator activation, AssignedRule rule, RelevanceForms forms) => rule.Rule switch
    {
        "pass" when IsDividedBySlope(activation, forms) => activation.Input,
        "derivative" => activation.Input,
        _ => PassesUnchanged(activation, rule, forms) ? forms.FactorOf(activation.Output) : null,
    };

    public static void Lower(ActivationOperator activation, AssignedRule rule, RelevanceLowering lowering)
    {
        if (rule.Rule == "pass" && IsDividedBySlope(activation, lowering.Forms))
        {
            lowering.Comment($"{activation.Title}, pass: R(z) = R, {activation.Formula}(z) ⊙ g = z ⊙ φ(z) ⊙ g with φ(z) = {activation.Slope}.");
            lowering.Unary(
                activation.Input,
                activation.Input,
                lowering.TakeCarried(activation.Output).Values,
                "Activations.Relevance",
                (source, destination) => [Argument.Text("Activation." + activation.Function), source, lowering.Forward(activation.Input), destination, Argument.Workers]);
        }
        else if (PassesUnchanged(activation, rule, lowering.Forms))
        {
            CarriedRelevance unchanged = lowering.TakeCarried(activation.Output);
            lowering.Share(activation.Input, unchanged.Values, unchanged.Of);
        }
        else if (rule.Rule == "derivative")
        {
            Derivative(activation, lowering);
        }
        else
        {
            Modified(activation, rule, lowering);
        }
    }

    // Where y is a factor of R, so is the slope of a ReLU, which is 0 or 1 as y is 0 or not.
    private static bool PassesUnchanged(ActivationOperator activation, AssignedRule rule, RelevanceForms forms)
        => rule.Rule == "pass" || (rule.Rule == "gradient" && activation.Function == "Relu" && forms.FactorOf(activation.Output) == activation.Output);

    private static bool IsDividedBySlope(ActivationOperator activation, RelevanceForms forms)
        => activation.Slope is not null && forms.FactorOf(activation.Output) == activation.Output && forms.IsWantedOwn(activation.Input);

    private static void Derivative(ActivationOperator activation, RelevanceLowering lowering)
    {
        BufferSlice g = lowering.TakeOver(activation, activation.Output);
        TextArgument sink = lowering.Sink(activation, "Function", "Activation");
        lowering.Comment($"{activation.Title}, derivative: g(z) = f′(z) ⊙ g.");
        lowering.Account(sink, 1, g, activation.Output);
        BufferSlice input = lowering.Unary(
            activation.Input,
            activation.Input,
            g,
            activation.Kernel("Gradient").Call,
            (source, destination) => activation.Kernel("Gradient", source, lowering.Forward(activation.Input), destination).Arguments);
        lowering.Account(sink, -1, input, activation.Input);
    }

    private static void Modified(ActivationOperator activation, AssignedRule rule, RelevanceLowering lowering)
    {
        (string formula, string? relu) = rule.Rule switch
        {
            "gradient" => ("the derivative times R", null),
            "relu_guided_backprop" => ("[R]⁺ where x > 0", "GuidedBackprop"),
            "relu_deconvnet" => ("[R]⁺", "Deconvnet"),
            "relu_beta_smooth" => ("R · sigmoid(βx)", "BetaSmooth"),
            _ => throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {activation.Module}."),
        };
        BufferSlice r = lowering.Take(activation.Output);
        lowering.Comment($"{activation.Title}, {rule.Rule}: {formula}.");
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

            TextArgument sink = lowering.Sink(activation, "Function", "Activation");
            lowering.Account(sink, 1, r, null);
            lowering.Account(sink, -1, destination, null);
        });
    }
}
