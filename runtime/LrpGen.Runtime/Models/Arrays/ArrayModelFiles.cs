namespace LrpGen.Runtime;

/// <summary>A model folder that was opened and found to fit the compiled model.</summary>
public sealed class ArrayModelFiles
{
    private ArrayModelFiles(ModelWeights weights, int threads, VectorWidth? width)
    {
        Weights = weights;
        Threads = threads;
        Width = width;
    }

    /// <summary>The weights, for generated code.</summary>
    public ModelWeights Weights { get; }

    internal int Threads { get; }

    internal VectorWidth? Width { get; }

    /// <summary>Opens the weights and checks all of them at once: <see cref="ModelWeights.Open(string, IWeightPlan, WeightType?, WeightChecks)"/>.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged, stale or do not fit.</exception>
    public static ArrayModelFiles Open(string folder, ArrayModelDescription description, int threads, VectorWidth? width, WeightType? storage, WeightChecks checks = WeightChecks.All) =>
        new(ModelWeights.Open(folder, description, storage, checks), threads, width);

    /// <summary>Opens embedded weights and checks all of them at once: <see cref="ModelWeights.Open(EmbeddedFiles, IWeightPlan, WeightType?, WeightChecks)"/>.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged or do not fit.</exception>
    public static ArrayModelFiles Open(EmbeddedFiles files, ArrayModelDescription description, int threads, VectorWidth? width, WeightType? storage, WeightChecks checks = WeightChecks.All) =>
        new(ModelWeights.Open(files, description, storage, checks), threads, width);
}
