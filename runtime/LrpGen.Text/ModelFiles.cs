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

    /// <summary>Opens the weights and checks all of them at once (<see cref="ModelWeights.Open(string, IWeightPlan, WeightType?, WeightChecks)"/>), and reads the tokenizer.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged, stale or do not fit.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read, or there is no tokenizer.</exception>
    /// <exception cref="InvalidDataException">The tokenizer is corrupt, or not that of the model.</exception>
    public static ModelFiles Open(string folder, ModelDescription description, TextClassifierOptions? options)
    {
        options = Checked(options);
        return Open(ModelWeights.Open(folder, description, options.WeightStorage, options.WeightChecks), description, options, TokenizerSource.Of(folder));
    }

    /// <summary>Opens embedded weights and checks all of them at once (<see cref="ModelWeights.Open(EmbeddedFiles, IWeightPlan, WeightType?, WeightChecks)"/>), and reads the tokenizer.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged or do not fit.</exception>
    /// <exception cref="IOException">There is no tokenizer.</exception>
    /// <exception cref="InvalidDataException">The tokenizer is corrupt, or not that of the model.</exception>
    public static ModelFiles Open(EmbeddedFiles files, ModelDescription description, TextClassifierOptions? options)
    {
        options = Checked(options);
        return Open(ModelWeights.Open(files, description, options.WeightStorage, options.WeightChecks), description, options, TokenizerSource.Of(files));
    }

    private static ModelFiles Open(ModelWeights weights, ModelDescription description, TextClassifierOptions options, TokenizerSource source)
    {
        try
        {
            ITextEncoder? encoder = options.Encoder ?? (options.TokenIdsOnly ? null : source.Read(description));
            if (encoder is not null)
            {
                TokenizerFit.Check(encoder, description);
            }

            return new ModelFiles(description, weights, encoder, options);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    private static TextClassifierOptions Checked(TextClassifierOptions? options)
    {
        options ??= new TextClassifierOptions();
        options.Check();
        return options;
    }
}
