using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What a model said, in the words that all views share.</summary>
/// <param name="What">"predicted", or "value" where the output is no probability.</param>
/// <param name="Name">The label.</param>
/// <param name="Figure">Its probability, or the value.</param>
internal readonly record struct Prediction(string What, string Name, string Figure)
{
    /// <summary>The prediction; null where there is none: of several outputs of a regression, or of logits that are no numbers.</summary>
    public static Prediction? Of(ImmutableArray<LabelScore> labels, int predictedLabel, string minus = "−")
    {
        if (predictedLabel < 0 || predictedLabel >= labels.Length || !labels.All(label => float.IsFinite(label.Logit))) return null;
        LabelScore label = labels[predictedLabel];
        if (label.Probability is { } probability) return new("predicted", label.Name, Figures.Percent(probability));
        return labels.Length == 1 ? new("value", label.Name, Figures.For(label.Logit, minus).Signed(label.Logit)) : null;
    }

    /// <summary>A probability for a table's cell; empty where there is none.</summary>
    public static string Percent(float? probability) => probability is { } share ? Figures.Percent(share) : "";
}
