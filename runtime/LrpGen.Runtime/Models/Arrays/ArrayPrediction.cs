using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>What a model says of an input of numbers.</summary>
/// <param name="Labels">Every label with its logit and probability.</param>
/// <param name="PredictedLabel">Index of the label with the largest logit.</param>
public sealed record ArrayPrediction(ImmutableArray<LabelScore> Labels, int PredictedLabel)
{
    /// <summary>The label with the largest logit.</summary>
    public LabelScore Predicted => Labels[PredictedLabel];
}
