using LrpGen.Runtime;

namespace LrpGen.Benchmarks.Checkpoints;

/// <summary>Random weights for a model whose speed is measured and not its judgement; the same ones on every machine.</summary>
internal static class RandomCheckpoint
{
    private const int Seed = 7;

    /// <summary>Writes <c>model.safetensors</c> into a folder, unless it is there.</summary>
    /// <param name="folder">The folder; it is made if need be.</param>
    /// <param name="weights">The tensors.</param>
    /// <param name="distribution">Values of a tensor are uniform in mean ± spread.</param>
    public static void Ensure(string folder, IEnumerable<WeightDescription> weights, Func<WeightDescription, (float Mean, float Spread)> distribution)
    {
        string path = Path.Combine(folder, "model.safetensors");
        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(folder);
        Random random = new(Seed);
        SafetensorsWriter writer = new();
        foreach (WeightDescription weight in weights)
        {
            long count = weight.Shape.Aggregate(1L, (product, dimension) => product * dimension);
            (float mean, float spread) = distribution(weight);
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
}
