using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Networks;

/// <summary>How many floating-point operations a pass takes: the products, which are nearly all that counts.</summary>
internal static class NetworkCost
{
    /// <summary>Operations of a forward pass: two for each weight at each of its layer's positions.</summary>
    public static double Forward(ModelDescription model, int samples)
    {
        Dictionary<string, int> positions = model.Outputs.ToDictionary(
            layer => layer.Name + ".weight",
            layer => layer.Shape.Skip(1).Aggregate(1, (product, size) => product * size));
        return 2.0 * samples * model.Weights
            .Where(weight => weight.Shape.Length > 1)
            .Sum(weight => positions[weight.Name] * weight.Shape.Aggregate(1.0, (product, size) => product * size));
    }
}
