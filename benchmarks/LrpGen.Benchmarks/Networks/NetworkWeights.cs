using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Networks;

/// <summary>Sizes of a convolutional network's random weights.</summary>
internal static class NetworkWeights
{
    /// <summary>
    /// Mean and spread of uniform values: ±√(6/inputs) keeps the variance through a product and a ReLU (He et al. 2015).
    /// </summary>
    public static (float Mean, float Spread) Distribution(WeightDescription weight) => weight switch
    {
        { Name: var name } when name.EndsWith("running_var", StringComparison.Ordinal) => (1, 0.3f),
        { Name: var name, Shape.Length: 1 } when name.EndsWith("weight", StringComparison.Ordinal) => (1, 0.3f),
        { Shape.Length: 1 } => (0, 0.1f),
        _ => (0, MathF.Sqrt(6f / weight.Shape.Skip(1).Aggregate(1, (product, size) => product * (int)size))),
    };
}
