using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What the model said, in every kind of explanation: predicted label, explained target, scores of all labels.</summary>
internal static class HtmlScores
{
    /// <summary>The probability of the explained label, where the target is one label.</summary>
    public static double? ProbabilityOf(ExplainedTarget target, ImmutableArray<LabelScore> labels) =>
        target.Label is { } label && label >= 0 && label < labels.Length ? labels[label].Probability : null;

    /// <summary>The predicted label and the explained target.</summary>
    /// <param name="html">The page.</param>
    /// <param name="labels">All labels.</param>
    /// <param name="predictedLabel">The predicted one.</param>
    /// <param name="target">What was explained.</param>
    /// <param name="parts">What shares the score: words, pixels, features.</param>
    /// <param name="trueLabel">The label that people gave, if any did.</param>
    public static void WriteHeader(
        HtmlMarkup html, ImmutableArray<LabelScore> labels, int predictedLabel, ExplainedTarget target, string parts, int? trueLabel = null)
    {
        html.Write($"<header>\n");
        if (Prediction.Of(labels, predictedLabel) is { } said)
        {
            html.Write($"<div><span class=\"what\">{said.What[..1].ToUpperInvariant() + said.What[1..]}</span> <b class=\"label\"><bdi>{said.Name}</bdi></b> <span class=\"number\">{said.Figure}</span></div>\n");
        }

        if (trueLabel is { } label)
        {
            html.Write($"<div><span class=\"what\">True</span> <b class=\"label\"><bdi>{labels[label].Name}</bdi></b> {(label == predictedLabel ? "right" : "wrong")}</div>\n");
        }

        html.Write($"<div><span class=\"what\">Explained</span> <b class=\"label\"><bdi>{target.Description}</bdi></b> <span class=\"number\" title=\"the logit, or the weighted sum of logits, that the {parts} share\">score {Figures.For(target.Score).Signed(target.Score)}</span></div>\n");
        html.Write($"</header>\n");
    }

    /// <summary>A row for each label: probability, where there is one, and logit.</summary>
    public static void WriteLabels(HtmlMarkup html, ImmutableArray<LabelScore> labels)
    {
        html.Write($"<h2>Labels</h2>\n<table class=\"labels\">\n");
        foreach (LabelScore label in labels)
        {
            html.Write($"<tr><th scope=\"row\">{label.Name}</th><td class=\"number\">{Prediction.Percent(label.Probability)}</td><td class=\"bar\">");
            if (label.Probability is { } share) HtmlBar.WriteShare(html, share);
            html.Write($"</td><td class=\"number soft\">{Figures.For(label.Logit).Signed(label.Logit)}</td></tr>\n");
        }

        html.Write($"</table>\n");
    }
}
