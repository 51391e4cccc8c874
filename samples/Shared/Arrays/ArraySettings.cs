using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>What the command line says of the model and of what is explained.</summary>
internal sealed record ArraySettings
{
    /// <summary>Folder with the weights.</summary>
    public required string Model { get; init; }

    /// <summary>What is explained; <see langword="null"/> is every label.</summary>
    public required Target? Target { get; init; }

    /// <summary>How it is explained.</summary>
    public required MethodDescription Method { get; init; }

    /// <summary>Whether standard output gets JSON lines.</summary>
    public bool Json { get; init; }

    /// <summary>Whether colour is forbidden.</summary>
    public bool Plain { get; init; }

    /// <summary>One explanation, or one a label.</summary>
    /// <exception cref="Failure">The method has not what the options ask for.</exception>
    public ImmutableArray<ArrayExplanation> Explain(ArrayClassifier model, ReadOnlySpan<float> values, ArrayExplainOptions? options = null)
    {
        try
        {
            return Target is { } target ? [model.Explain(values, target, Method, options)] : model.ExplainAllLabels(values, Method, options);
        }
        catch (ArgumentException exception)
        {
            throw Failure.Usage(exception.Message);
        }
    }
}
