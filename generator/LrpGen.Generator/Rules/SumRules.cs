using LrpGen.Generator.Operators;
using LrpGen.Generator.Programs;
using LrpGen.Generator.Reading.LayerGraphs;

namespace LrpGen.Generator.Rules;

/// <summary>Relevance through a residual sum in relevance form.</summary>
internal static class SumRules
{
    public static void Lower(AddOperator add, AssignedRule rule, RelevanceLowering lowering)
    {
        BufferSlice r = lowering.Take(add.Output);
        if (rule.Rule is "gradient")
        {
            lowering.Comment($"{add.Module}, gradient: both branches get R.");
            lowering.Share(add.A, r);
            lowering.Share(add.B, r);
            return;
        }

        if (rule.Rule is not ("norm" or "epsilon"))
        {
            throw new InvalidOperationException($"The rule '{rule.Rule}' was not refused for {add.Module}.");
        }

        lowering.Comment($"{add.Module}, {rule.Rule}: every branch gets its share, a / d(a + b) · R.");
        foreach (Graphs.Tensor branch in new[] { add.A, add.B })
        {
            lowering.Into(branch, destination => lowering.Step(
                "SumRule.Relevance",
                Argument.Read(r),
                lowering.Forward(branch),
                lowering.Forward(add.Output),
                ProductRules.Stabiliser(rule.Parameters),
                Argument.Text(FormattableString.Invariant($"sampleRows: {add.Output.Positions}")),
                destination,
                Argument.Workers));
        }
    }
}
