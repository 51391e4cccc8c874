namespace LrpGen.Runtime;

/// <summary>An explanation and the label that people gave its text.</summary>
/// <param name="Explanation">The explanation.</param>
/// <param name="TrueLabel">The label's index; <see langword="null"/> where nobody gave one.</param>
public sealed record LabelledExplanation(TextExplanation Explanation, int? TrueLabel = null)
{
    /// <summary>1 − the probability of the true label: 0 if the model is sure and right, 1 if it is sure and wrong; null without either.</summary>
    public float? Error => TrueLabel is { } label && Explanation.Labels[label].Probability is { } probability && float.IsFinite(probability)
        ? 1 - probability
        : null;

    /// <summary>The probability of the predicted label; null where there is none.</summary>
    public float? Confidence => Prediction.Of(Explanation.Labels, Explanation.PredictedLabel) is null ? null
        : Explanation.Labels[Explanation.PredictedLabel].Probability is { } probability && float.IsFinite(probability) ? probability : null;
}
