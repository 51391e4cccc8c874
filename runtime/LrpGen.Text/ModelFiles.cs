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

    /// <summary>Opens the weights and checks all of them at once (<see cref="ModelWeights.Open"/>), and reads the tokenizer.</summary>
    /// <exception cref="CheckpointException">The weights are missing, damaged, stale or do not fit.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static ModelFiles Open(string folder, ModelDescription description, TextClassifierOptions? options)
    {
        options ??= new TextClassifierOptions();
        ModelWeights weights = ModelWeights.Open(folder, description);
        try
        {
            ITextEncoder? encoder = options.Encoder ?? FindEncoder(folder, description);
            return new ModelFiles(description, weights, encoder, options);
        }
        catch
        {
            weights.Dispose();
            throw;
        }
    }

    // Token ids can be explained without a tokenizer, so a folder without one is no error yet.
    private static XlmRobertaTokenizer? FindEncoder(string folder, ModelDescription description)
    {
        bool isXlmRoberta = description.Architecture.StartsWith("XLMRoberta", StringComparison.Ordinal);
        bool isThere = File.Exists(Path.Combine(folder, "tokenizer.json")) || File.Exists(Path.Combine(folder, "sentencepiece.bpe.model"));
        return isXlmRoberta && isThere ? XlmRobertaTokenizer.Load(folder) : null;
    }
}
