using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>A model folder that was opened and found to fit the compiled model.</summary>
public sealed class ModelFiles
{
    private ModelFiles(ModelDescription description, Checkpoint checkpoint, WeightReader weights, ITextEncoder? encoder, TextClassifierOptions options)
    {
        Description = description;
        Checkpoint = checkpoint;
        Weights = weights;
        Encoder = encoder;
        Options = options;
    }

    /// <summary>The compiled model.</summary>
    public ModelDescription Description { get; }

    /// <summary>The weights, for generated code.</summary>
    public WeightReader Weights { get; }

    internal Checkpoint Checkpoint { get; }

    internal ITextEncoder? Encoder { get; }

    internal TextClassifierOptions Options { get; }

    /// <summary>Maps the weights, checks the name and shape of every tensor at once, and reads the tokenizer.</summary>
    /// <exception cref="CheckpointException">The weights are damaged or do not fit; the message lists every mismatch.</exception>
    /// <exception cref="IOException">The folder or a file cannot be read.</exception>
    public static ModelFiles Open(string folder, ModelDescription description, TextClassifierOptions? options)
    {
        options ??= new TextClassifierOptions();
        Checkpoint checkpoint = Checkpoint.Open(folder);
        try
        {
            WeightReader weights = WeightReader.Checked(checkpoint, description.Weights);
            ITextEncoder? encoder = options.Encoder ?? FindEncoder(folder, description);
            return new ModelFiles(description, checkpoint, weights, encoder, options);
        }
        catch
        {
            checkpoint.Dispose();
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
