using System.Collections.Immutable;
using LrpGen.Images;
using LrpGen.Runtime;

namespace LrpGen.Samples;

/// <summary>An image's explanations: one, or one a label.</summary>
/// <param name="Name">The image's name.</param>
/// <param name="Changes">What was done to it before the model saw it, in words; empty for nothing.</param>
/// <param name="Explanations">The explanations.</param>
/// <param name="Outline">Where the evidence lies, if it is known.</param>
internal sealed record ExplainedImage(string Name, string Changes, ImmutableArray<ArrayExplanation> Explanations, ImageMask? Outline = null)
{
    /// <summary>
    /// What stands below a picture: the label's probability where every label has a picture, else what was predicted, and
    /// what was explained if it is not that.
    /// </summary>
    public string Caption(ArrayExplanation explanation, bool withName)
    {
        int label = Explanations.Length > 1 ? explanation.Target.Label!.Value : explanation.PredictedLabel;
        LabelScore shown = explanation.Labels[label];
        string name = withName ? $"{Name}: " : "";
        string why = explanation.Target.Label == label ? "" : $", why {explanation.Target.Description}";
        string inside = Outline is { } mask ? FormattableString.Invariant($", {100 * Localisation.Of(explanation, mask.Inside).MassAccuracy:F0}\u00a0% inside") : "";
        string figure = shown.Probability is { } probability ? FormattableString.Invariant($"{100 * probability:F1}\u00a0%") : FormattableString.Invariant($"{shown.Logit:G4}");
        return $"{name}{shown.Name} {figure}{why}{inside}";
    }
}
