using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What the generator knows of a model, as data that the runtime and the user can read.</summary>
public sealed record ModelDescription : IWeightPlan
{
    /// <summary>Name of the generated class.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the architecture in the description, such as <c>XLMRobertaForSequenceClassification</c>; empty for a layer graph.</summary>
    public string Architecture { get; init; } = "";

    /// <summary>SHA-256 of the canonical description, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>The tokens that the model reads; <see langword="null"/> for a model that reads none.</summary>
    public TokenInput? Tokens { get; init; }

    /// <summary>The numbers that the model reads (an image, a signal, the row of a table); <see langword="null"/> for a model that reads none.</summary>
    public ValueInput? Values { get; init; }

    /// <summary>Shape of one output without the batch, channels first: [labels], or [labels, H, W] where each label has a picture.</summary>
    public required ImmutableArray<int> OutputShape { get; init; }

    /// <summary>Label names in the order of the logits, one for each channel of the output.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    /// <summary>What the logits mean.</summary>
    public required ProblemType ProblemType { get; init; }

    /// <summary>The methods that were compiled in; the first one is the default.</summary>
    public required ImmutableArray<MethodDescription> Methods { get; init; }

    /// <summary>The operators in the order of computation, with shapes and rules.</summary>
    public required ImmutableArray<LayerDescription> Layers { get; init; }

    /// <summary>The named layers whose relevance can be read, and restricted to channels.</summary>
    public ImmutableArray<NamedLayer> Outputs { get; init; } = [];

    /// <summary>Where relevance can leave the input: the lines of the conservation ledger.</summary>
    public required ImmutableArray<SinkDescription> Sinks { get; init; }

    /// <summary>Sizes of the workspace.</summary>
    public required WorkspacePlan Plan { get; init; }

    /// <inheritdoc/>
    public required string WeightPlan { get; init; }

    /// <summary>The tensors that the checkpoint must hold.</summary>
    public required ImmutableArray<WeightDescription> Weights { get; init; }

    /// <summary>Numbers of the description that a checkpoint may hold as well, and must then hold alike.</summary>
    public ImmutableArray<WeightConstant> Constants { get; init; } = [];

    /// <summary>Number of logits of one sample: one a label, or one a label and position.</summary>
    public int OutputSize => SizeOf(OutputShape);

    /// <summary>Number of values of one input; 0 where the model reads tokens alone.</summary>
    public int InputSize => Values?.Size ?? 0;

    /// <summary>Place of a layer in <see cref="Outputs"/>.</summary>
    /// <exception cref="ArgumentException">There is no such layer; the message names those that there are.</exception>
    public int OutputIndex(string name)
    {
        for (int i = 0; i < Outputs.Length; i++)
        {
            if (Outputs[i].Name == name)
            {
                return i;
            }
        }

        throw new ArgumentException($"{Name} has no layer '{name}'; it has {string.Join(", ", Outputs.Select(output => output.Name))}.");
    }

    internal static int SizeOf(ImmutableArray<int> shape) => shape.Aggregate(1, (a, b) => a * b);
}

/// <summary>What a model expects of the tokens that it reads, and what it makes of them.</summary>
public sealed record TokenInput
{
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
}

/// <summary>What a model expects of the numbers that it reads.</summary>
public sealed record ValueInput
{
    /// <summary>Shape of one input without the batch, channels first: <c>[C, H, W]</c>, <c>[C, L]</c>, <c>[features]</c>.</summary>
    public required ImmutableArray<int> Shape { get; init; }

    /// <summary>Names of the values, for tables; empty where the description gives none.</summary>
    public ImmutableArray<string> FeatureNames { get; init; } = [];

    /// <summary>Number of values of one input.</summary>
    public int Size => ModelDescription.SizeOf(Shape);
}

/// <summary>A named layer: its output can be read, and restricted to channels.</summary>
/// <param name="Name">Name in the description.</param>
/// <param name="Shape">Shape of its output without the batch, channels first; where it has a row for every token, that of one row.</param>
/// <param name="Inputs">The layers that it reads, by their place among the outputs; −1 for the network's input.</param>
public sealed record NamedLayer(string Name, ImmutableArray<int> Shape, ImmutableArray<int> Inputs)
{
    /// <summary>Whether the output has a row for every token.</summary>
    public bool IsOfTokens { get; init; }

    /// <summary>Number of values of a sample, or of a token.</summary>
    public int Size => ModelDescription.SizeOf(Shape);
}

/// <summary>An operator of the network.</summary>
/// <param name="Name">Checkpoint name of its module, or a name derived from its place.</param>
/// <param name="Operator">What it computes, such as <c>dense</c>.</param>
/// <param name="InputShapes">Shapes of its inputs.</param>
/// <param name="OutputShape">Shape of its output.</param>
/// <param name="Rules">The rule of each backward pass, in the order of the passes.</param>
public sealed record LayerDescription(
    string Name, string Operator, ImmutableArray<string> InputShapes, string OutputShape, ImmutableArray<string> Rules)
{
    /// <summary>The form in which each backward pass carries the relevance of the output.</summary>
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
