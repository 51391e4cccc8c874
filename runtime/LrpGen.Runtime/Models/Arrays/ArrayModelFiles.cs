namespace LrpGen.Runtime;

/// <summary>A model folder that was opened and found to fit the compiled model.</summary>
public sealed class ArrayModelFiles
{
    private ArrayModelFiles(ModelWeights weights, ArrayClassifierOptions options)
    {
        Weights = weights;
        Options = options;
    }

    /// <summary>The weights, for generated code.</summary>
    public ModelWeights Weights { get; }

    internal ArrayClassifierOptions Options { get; }

    /// <summary>Opens the weights and checks all of them at once: <see cref="ModelWeights.Open(string, IWeightPlan, WeightType?, WeightChecks)"/>.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged, stale or do not fit.</exception>
    public static ArrayModelFiles Open(string folder, ModelDescription description, ArrayClassifierOptions? options)
    {
        options = Checked(options);
        return new(ModelWeights.Open(folder, description, options.WeightStorage, options.WeightChecks), options);
    }

    /// <summary>Opens embedded weights and checks all of them at once: <see cref="ModelWeights.Open(EmbeddedFiles, IWeightPlan, WeightType?, WeightChecks)"/>.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged or do not fit.</exception>
    public static ArrayModelFiles Open(EmbeddedFiles files, ModelDescription description, ArrayClassifierOptions? options)
    {
        options = Checked(options);
        return new(ModelWeights.Open(files, description, options.WeightStorage, options.WeightChecks), options);
    }

    private static ArrayClassifierOptions Checked(ArrayClassifierOptions? options)
    {
        options ??= new ArrayClassifierOptions();
        options.Check();
        return options;
    }
}
