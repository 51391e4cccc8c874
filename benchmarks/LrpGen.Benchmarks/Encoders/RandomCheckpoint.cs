using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Encoders;

/// <summary>Random weights for a model whose speed is measured and not its judgement; the same ones on every machine.</summary>
internal static class RandomCheckpoint
{
    private const int Seed = 7;

    /// <summary>Writes <c>model.safetensors</c> into a folder, unless it is there.</summary>
    public static void Ensure(string folder, ModelDescription model)
    {
        string path = Path.Combine(folder, "model.safetensors");
        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        Random random = new(Seed);
        SafetensorsWriter writer = new();
        foreach (WeightDescription weight in model.Weights)
        {
            long count = weight.Shape.Aggregate(1L, (product, dimension) => product * dimension);
            (float mean, float spread) = Distribution(weight);
            float[] values = new float[count];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = mean + (spread * ((2 * random.NextSingle()) - 1));
            }

            writer.Add(weight.Name, WeightType.F32, weight.Shape.AsSpan(), values);
        }

        // An interrupted run leaves no half file behind.
        writer.Write(path + ".part");
        File.Move(path + ".part", path);
    }

    // Uniform in mean ± spread. ±√(3/inputs) keeps the variance of what a dense layer reads, so that softmax and GELU see
    // values of the size that they see in a trained network.
    private static (float Mean, float Spread) Distribution(WeightDescription weight) => weight switch
    {
        { Name: var name } when name.EndsWith("LayerNorm.weight", StringComparison.Ordinal) => (1, 0.1f),
        { Shape.Length: 1 } => (0, 0.1f),
        { Name: var name } when name.Contains("embeddings", StringComparison.Ordinal) => (0, 1),
        _ => (0, MathF.Sqrt(3f / weight.Shape[1])),
    };
}
