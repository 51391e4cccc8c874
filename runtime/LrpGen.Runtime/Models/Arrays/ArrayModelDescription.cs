using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What the generator knows of a model over numeric input (images, signals, tables), as data.</summary>
public sealed record ArrayModelDescription : IWeightPlan
{
    /// <summary>Name of the generated class.</summary>
    public required string Name { get; init; }

    /// <summary>SHA-256 of the canonical description, in hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Shape of one input without the batch, channels first: <c>[C, H, W]</c>, <c>[C, L]</c>, <c>[features]</c>.</summary>
    public required ImmutableArray<int> InputShape { get; init; }

    /// <summary>Names of the input's values, for tables; empty where the description gives none.</summary>
    public ImmutableArray<string> FeatureNames { get; init; } = [];

    /// <summary>Shape of one output without the batch, channels first: [labels], or [labels, H, W] where each label has a picture.</summary>
    public required ImmutableArray<int> OutputShape { get; init; }

    /// <summary>Label names, one for each channel of the output.</summary>
    public required ImmutableArray<string> Labels { get; init; }

    /// <summary>What the logits mean.</summary>
    public ProblemType ProblemType { get; init; }

    /// <summary>The methods that were compiled in; the first one is the default.</summary>
    public required ImmutableArray<ArrayMethodDescription> Methods { get; init; }

    /// <summary>The operators in the order of computation, with shapes and rules.</summary>
    public required ImmutableArray<LayerDescription> Layers { get; init; }

    /// <summary>The layers whose relevance can be read, and restricted to channels.</summary>
    public required ImmutableArray<ArrayLayer> Outputs { get; init; }

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
    public int OutputSize => OutputShape.Aggregate(1, (a, b) => a * b);

    /// <summary>Number of values of one input.</summary>
    public int InputSize => InputShape.Aggregate(1, (a, b) => a * b);

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
}

/// <summary>A layer's output.</summary>
/// <param name="Name">Name in the description.</param>
/// <param name="Shape">Shape without the batch, channels first.</param>
/// <param name="Inputs">The layers that it reads, by their place among the outputs; −1 for the network's input.</param>
public sealed record ArrayLayer(string Name, ImmutableArray<int> Shape, ImmutableArray<int> Inputs)
{
    /// <summary>Number of values.</summary>
    public int Size => Shape.Aggregate(1, (a, b) => a * b);
}

/// <summary>A method that was compiled in.</summary>
/// <param name="Name">As in the description.</param>
/// <param name="Pass">Index of the generated backward pass.</param>
/// <param name="Reading">What is read at the input.</param>
public sealed record ArrayMethodDescription(string Name, int Pass, ArrayReading Reading)
{
    /// <summary>
    /// Whether the method shares out one score in one backward pass. Only then the relevance of the input and the lines of the
    /// conservation ledger add up to it: a derivative begins with 1, and a mean over noisy inputs or a path has no one score.
    /// </summary>
    public bool SharesOutScore => Reading == ArrayReading.Relevance;

    /// <summary>Passes that are averaged, or steps of a path.</summary>
    public int Iterations { get; init; } = 1;

    /// <summary>Standard deviation of SmoothGrad's noise, as a share of the input's range.</summary>
    public float NoiseLevel { get; init; }

    /// <summary>
    /// Whether the passes of <see cref="ArrayReading.GradientTimesInput"/>, <see cref="ArrayReading.SmoothGrad"/> and
    /// <see cref="ArrayReading.IntegratedGradients"/> start with the score instead of 1. Those of
    /// <see cref="ArrayReading.Relevance"/> always do.
    /// </summary>
    public bool StartsWithScore { get; init; }

    /// <summary>Whether the whole output is explained, the sum of all logits, whatever the targets; they then only count.</summary>
    public bool ExplainsAllLogits { get; init; }

    /// <summary>Whether the explained score is made of probabilities, through the softmax of the output, and not of logits.</summary>
    public bool ExplainsProbability { get; init; }

    /// <summary>Whether occlusion hides the window; otherwise it hides everything else.</summary>
    public bool HidesWindow { get; init; }

    /// <summary>Size of occlusion's window along each axis behind the channels (of a table, along its features).</summary>
    public ImmutableArray<int> Window { get; init; } = [];

    /// <summary>Steps of occlusion's window along the same axes.</summary>
    public ImmutableArray<int> Stride { get; init; } = [];

    /// <summary>What occlusion puts in place of the input.</summary>
    public float Fill { get; init; }
}

/// <summary>What a method reads from a backward pass.</summary>
public enum ArrayReading
{
    /// <summary>Relevance itself; the pass starts with the score.</summary>
    Relevance,

    /// <summary>The gradient; the pass starts with 1.</summary>
    Gradient,

    /// <summary>The gradient times the input.</summary>
    GradientTimesInput,

    /// <summary>The mean of the pass over noisy copies of the input (Smilkov et al. 2017).</summary>
    SmoothGrad,

    /// <summary>The input times the mean gradient on the path from zero (Sundararajan et al. 2017).</summary>
    IntegratedGradients,

    /// <summary>The score that is lost when a window of the input is hidden (Zeiler and Fergus 2014); no backward pass.</summary>
    Occlusion,
}
