using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Encoders;

/// <summary>Sizes of an encoder's random weights.</summary>
internal static class EncoderWeights
{
    /// <summary>
    /// Mean and spread of uniform values: ±√(3/inputs) keeps the variance of what a dense layer reads, so that softmax and
    /// GELU see values of the size that they see in a trained network.
    /// </summary>
    public static (float Mean, float Spread) Distribution(WeightDescription weight) => weight switch
    {
        { Name: var name } when name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) => (1, 0.1f),
        { Shape.Length: 1 } => (0, 0.1f),
        { Name: var name } when name.Contains("embeddings", StringComparison.Ordinal) => (0, 1),
        _ => (0, MathF.Sqrt(3f / weight.Shape[1])),
    };
}
