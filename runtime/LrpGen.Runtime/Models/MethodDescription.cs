using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>A method that was compiled in.</summary>
/// <param name="Name">As in the project file or the description, such as <c>epsilon(0.25)+attnlrp</c>.</param>
/// <param name="Pass">Index of the generated backward pass, −1 for none; several methods can share one.</param>
/// <param name="Reading">What is read at the input.</param>
public sealed record MethodDescription(string Name, int Pass, MethodReading Reading)
{
    /// <summary>
    /// Whether the method shares out one score in one backward pass. Only then the relevance of the input and the lines of the
    /// conservation ledger add up to it: a derivative has no product with the input, and a mean over noisy inputs or a path no one score.
    /// </summary>
    public bool SharesOutScore => Reading == MethodReading.Relevance;

    /// <summary>Passes that are averaged, or steps of a path; 0 where the session says how many.</summary>
    public int Iterations { get; init; } = 1;

    /// <summary>Whether integrated gradients of numbers run at the middle of each step of the path, and not at its end.</summary>
    public bool IsMidpoint { get; init; }

    /// <summary>Standard deviation of SmoothGrad's noise, as a share of the input's range.</summary>
    public float NoiseLevel { get; init; }

    /// <summary>
    /// Whether a pass starts with the score, the relevance of the output, instead of 1. A pass in gradient form, R over the output, starts
    /// with 1 though it shares out the score.
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

    /// <summary>Whether the method reads one backward pass as it is: then inner layers have a relevance.</summary>
    internal bool IsOnePass => Reading is MethodReading.Relevance or MethodReading.Gradient or MethodReading.GradientTimesInput;
}

/// <summary>What a method reads at the input.</summary>
public enum MethodReading
{
    /// <summary>The relevance that a pass shares out.</summary>
    Relevance,

    /// <summary>What the pass brings, itself: the gradient.</summary>
    Gradient,

    /// <summary>What the pass brings, times the input.</summary>
    GradientTimesInput,

    /// <summary>The mean of the pass over noisy copies of the input (Smilkov et al. 2017).</summary>
    SmoothGrad,

    /// <summary>What the input is more than a baseline, times the mean gradient on the path between them (Sundararajan et al. 2017).</summary>
    IntegratedGradients,

    /// <summary>The score when a window of the input is seen alone, or hidden (Zeiler and Fergus 2014); no backward pass.</summary>
    Occlusion,
}
