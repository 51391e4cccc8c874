using LrpGen.Generator.Graphs;
using LrpGen.Generator.Operators;

namespace LrpGen.Generator.Rules;

/// <summary>The tensors that are never below zero, whatever the input: rules that split by sign have one part less there.</summary>
internal static class NonNegative
{
    public static HashSet<Tensor> Of(Graph graph)
    {
        HashSet<Tensor> found = [];
        foreach (Operator current in graph.Operators)
        {
            bool all = current switch
            {
                ActivationOperator { Function: "Relu" or "Relu6" or "Sigmoid" or "HardSigmoid" or "Softplus" } => true,
                ActivationOperator { Function: "Clip" } clip => !IsNegative(clip.Parameters[0]) || found.Contains(clip.Input) && !IsNegative(clip.Parameters[1]),
                PadOperator pad => found.Contains(pad.Input) && !IsNegative(pad.Value),
                PoolOperator or MultiplyOperator or ViewOperator or FlattenOperator or ReshapeOperator or SliceOperator or ConcatOperator or SumOperator or ProductOperator { Kernel: "Resampling" } => current.Inputs.All(found.Contains),
                _ => false,
            };
            if (all)
            {
                found.UnionWith(current.Outputs);
            }
        }

        return found;
    }

    // A token of the description; -0 is no number below zero, but not worth knowing.
    private static bool IsNegative(string token) => token.StartsWith("-", StringComparison.Ordinal);
}
