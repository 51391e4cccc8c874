using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What the generator knows of a model, as data that the runtime and the user can read.</summary>
public sealed record ModelDescription : IWeightPlan
{
    /// <summary>Name of the generated class.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the architecture in the description, such as <c>XLMRobertaForSequenceClassification</c>.</summary>
    public required string Architecture { get; init; }

    /// <summary>SHA-256 of the canonical description, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Label names in the order of the logits.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    /// <summary>What the logits mean.</summary>
    public required ProblemType ProblemType { get; init; }

    /// <summary>Longest sequence that the position embeddings allow, special tokens included.</summary>
    public required int MaxTokens { get; init; }

    /// <summary>Number of token ids.</summary>
    public required int VocabularySize { get; init; }

    /// <summary>Number of token types (segments); 0 where the model does not tell them apart.</summary>
    public int TokenTypes { get; init; }

    /// <summary>Id of the padding token.</summary>
    public int PaddingId { get; init; }

    /// <summary>Columns of the word embedding.</summary>
    public required int EmbeddingSize { get; init; }

    /// <summary>Columns of the hidden states.</summary>
    public required int HiddenSize { get; init; }

    /// <summary>Number of encoder layers.</summary>
    public required int EncoderLayers { get; init; }

    /// <summary>Attention heads of a layer.</summary>
    public required int Heads { get; init; }

    /// <summary>Whether the last layer computes all rows, or only the one that the classifier reads.</summary>
    public required bool KeepsAllRows { get; init; }

    /// <summary>The methods that were compiled in; the first one is the default.</summary>
    public required ImmutableArray<MethodDescription> Methods { get; init; }

    /// <summary>The operators in the order of computation, with shapes and rules.</summary>
    public required ImmutableArray<LayerDescription> Layers { get; init; }

    /// <summary>Where relevance can leave the tokens: the lines of the conservation ledger.</summary>
    public required ImmutableArray<SinkDescription> Sinks { get; init; }

    /// <summary>Sizes of the workspace.</summary>
    public required WorkspacePlan Plan { get; init; }

    /// <inheritdoc/>
    public required string WeightPlan { get; init; }

    /// <summary>The tensors that the checkpoint must hold.</summary>
    public required ImmutableArray<WeightDescription> Weights { get; init; }
}

/// <summary>A method that was compiled in.</summary>
/// <param name="Name">As in the project file, such as <c>epsilon(0.25)+attnlrp</c>.</param>
/// <param name="Pass">Index of the generated backward pass; several methods can share one.</param>
/// <param name="Reading">What is read from the pass.</param>
public sealed record MethodDescription(string Name, int Pass, MethodReading Reading)
{
    /// <summary>
    /// Whether the method shares out the score in one backward pass. Only then the relevance of the tokens and the lines of the
    /// conservation ledger add up to it: a gradient has no product with the input, a path no one pass.
    /// </summary>
    public bool SharesOutScore => Reading == MethodReading.Relevance;
}

/// <summary>What a method reads from a backward pass.</summary>
public enum MethodReading
{
    /// <summary>Relevance: activation times what the pass brings.</summary>
    Relevance,

    /// <summary>What the pass brings, itself (the plain gradient).</summary>
    Gradient,

    /// <summary>Activation times the mean over a path from the baseline (Sundararajan et al. 2017).</summary>
    IntegratedGradients,
}

/// <summary>An operator of the network.</summary>
/// <param name="Name">Checkpoint name of its module, or a name derived from its place.</param>
/// <param name="Operator">What it computes, such as <c>linear</c>.</param>
/// <param name="InputShapes">Shapes of its inputs.</param>
/// <param name="OutputShape">Shape of its output.</param>
/// <param name="Rules">The rule of each backward pass, in the order of the passes.</param>
public sealed record LayerDescription(
    string Name, string Operator, ImmutableArray<string> InputShapes, string OutputShape, ImmutableArray<string> Rules)
{
    /// <summary>
    /// The form in which each backward pass carries the relevance of the output. Empty for text models, whose passes are in
    /// gradient form throughout.
    /// </summary>
    public ImmutableArray<RelevanceForm> Forms { get; init; } = [];
}

/// <summary>What a backward pass carries of the relevance R of a tensor.</summary>
public enum RelevanceForm
{
    /// <summary>R itself.</summary>
    Relevance,

    /// <summary>g with R = f ⊙ g: f is the tensor itself, or the value of the function that R passed unchanged.</summary>
    Gradient,
}

/// <summary>A line of the conservation ledger.</summary>
/// <param name="Kind">What takes the relevance.</param>
/// <param name="Name">Checkpoint name of the module.</param>
/// <param name="Layer">Encoder layer, or −1 outside the layers.</param>
/// <param name="Pass">Backward pass that it belongs to.</param>
public sealed record SinkDescription(SinkKind Kind, string Name, int Layer, int Pass);

/// <summary>A tensor that the checkpoint must hold.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Shape">Its dimensions, outermost first.</param>
public sealed record WeightDescription(string Name, params ImmutableArray<long> Shape);
