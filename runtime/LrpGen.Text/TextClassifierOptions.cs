using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>How a model over text is loaded.</summary>
public sealed record TextClassifierOptions : ClassifierOptions
{
    /// <summary>The tokenizer, or <see langword="null"/> for the one in the model's folder.</summary>
    public ITextEncoder? Encoder { get; init; }

    /// <summary>
    /// Whether the model is used with token ids alone (<see cref="TextClassifier.CreateSession"/>): then no tokenizer is looked for. Otherwise
    /// a model without one is not loaded.
    /// </summary>
    public bool TokenIdsOnly { get; init; }
}

/// <summary>What is explained of a text, how, and in which detail.</summary>
public sealed record ExplainOptions
{
    /// <summary>The predicted label by the default method, with the ledger.</summary>
    public static ExplainOptions Default { get; } = new();

    /// <summary>What is explained.</summary>
    public Target Target { get; init; } = Target.Predicted;

    /// <summary>One of the model's methods, or <see langword="null"/> for the first one.</summary>
    public MethodDescription? Method { get; init; }

    /// <summary>What is read out besides the relevance of tokens and words.</summary>
    public RelevanceDetail Detail { get; init; } = RelevanceDetail.Ledger;

    /// <summary>Longest sequence in tokens, special tokens included; the model's own limit when it is smaller.</summary>
    public int MaxTokens { get; init; } = int.MaxValue;

    /// <summary>Where the path of integrated gradients begins; <see langword="null"/> for zeros. Other methods have none.</summary>
    public TextBaseline? Baseline { get; init; }

    /// <summary>Steps of integrated gradients.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public int IntegrationSteps
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            field = value;
        }
    }

        = 32;
}

/// <summary>What a model says of a text.</summary>
/// <param name="Labels">Every label with its logit and probability.</param>
/// <param name="PredictedLabel">Index of the label with the largest logit.</param>
/// <param name="Truncation">What the model did not see, if anything.</param>
public sealed record TextPrediction(
    System.Collections.Immutable.ImmutableArray<LabelScore> Labels, int PredictedLabel, Truncation? Truncation);
