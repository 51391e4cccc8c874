using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through the softmax of the output, where a method asks for it.</summary>
internal static class SoftmaxRules
{
    public static void Lower(SoftmaxOperator softmax, AssignedRule rule, RelevanceLowering lowering)
    {
        BufferSlice r = lowering.Take(softmax.Output);
        if (rule.Rule == "pass")
        {
            lowering.Comment($"{softmax.Module}, pass: R(z) = R(p).");
            lowering.Share(softmax.Input, r);
            return;
        }

        lowering.Comment($"{softmax.Module}, gradient: p ⊙ (R − Σ R ⊙ p).");

        // The derivative adds up to 0: the softmax does not change when all logits do alike.
        lowering.Account(lowering.Sink(softmax, "Softmax", "Softmax"), 1, r, null);
        lowering.Into(softmax.Input, destination => lowering.Step("Softmax.Gradient", Argument.Read(r), lowering.Forward(softmax.Output), destination));
    }
}
