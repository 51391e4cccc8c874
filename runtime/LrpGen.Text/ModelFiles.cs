using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>A model folder that was opened and found to fit the compiled model.</summary>
public sealed class ModelFiles
{
    private ModelFiles(ModelDescription description, ModelWeights weights, ITextEncoder? encoder, TextClassifierOptions options)
    {
        Description = description;
        Weights = weights;
        Encoder = encoder;
        Options = options;
    }

    /// <summary>The compiled model.</summary>
    public ModelDescription Description { get; }

    /// <summary>The weights, for generated code.</summary>
    public ModelWeights Weights { get; }

    internal ITextEncoder? Encoder { get; }

    internal TextClassifierOptions Options { get; }

    /// <summary>Opens the weights and checks all of them at once (<see cref="ModelWeights.Open(string, IWeightPlan, WeightType?)"/>), and reads the tokenizer.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged, stale or do not fit.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static ModelFiles Open(string folder, ModelDescription description, TextClassifierOptions? options)
        => Open(ModelWeights.Open(folder, description, options?.WeightStorage), description, options, () => TextTokenizer.Find(folder));

    /// <summary>Opens embedded weights and checks all of them at once (<see cref="ModelWeights.Open(EmbeddedFiles, IWeightPlan, WeightType?)"/>), and reads the tokenizer.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged or do not fit.</exception>
    /// <exception cref="InvalidDataException">The tokenizer is corrupt.</exception>
    public static ModelFiles Open(EmbeddedFiles files, ModelDescription description, TextClassifierOptions? options)
        => Open(ModelWeights.Open(files, description, options?.WeightStorage), description, options, () => TextTokenizer.Find(files.Open));

    // Token ids can be explained without a tokenizer, so that none is no error yet.
    private static ModelFiles Open(ModelWeights weights, ModelDescription description, TextClassifierOptions? options, Func<ITextEncoder?> find)
    {
        options ??= new TextClassifierOptions();
        try
        {
            ITextEncoder? encoder = options.Encoder ?? find();
            return new ModelFiles(description, weights, encoder, options);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }
}
