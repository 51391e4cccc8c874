using System.Collections.Immutable;
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

    /// <summary>
    /// Longest sequence in tokens, special tokens included; when one of them is smaller, the model's own limit or that of its tokenizer
    /// (<see cref="ITextEncoder.ModelMaxLength"/>).
    /// </summary>
    public int MaxTokens { get; init; } = int.MaxValue;

    /// <summary>What becomes of texts that are longer: cut off, which the result says, or read to their end in windows.</summary>
    public LongText LongText { get; init; } = LongText.Default;

    /// <summary>What counts as a word.</summary>
    public WordOptions Words { get; init; } = WordOptions.Default;

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
public sealed record TextPrediction(ImmutableArray<LabelScore> Labels, int PredictedLabel, Truncation? Truncation)
{
    /// <summary>What the model says of each window, where the text was read in windows; their mean is what <see cref="Labels"/> says.</summary>
    public ImmutableArray<PredictedWindow> Windows { get; init; } = [];
}

/// <summary>What a model says of one window of a long text.</summary>
/// <param name="Start">Where the window starts in the source, in UTF-16 code units.</param>
/// <param name="End">Where it ends (exclusive).</param>
/// <param name="Sequence">0 for the text, 1 for the pair.</param>
/// <param name="Labels">Every label with its logit and probability.</param>
/// <param name="PredictedLabel">Index of the label with the largest logit.</param>
public sealed record PredictedWindow(int Start, int End, int Sequence, ImmutableArray<LabelScore> Labels, int PredictedLabel);
