using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>The number that was explained: a weighted sum of logits.</summary>
/// <param name="Description">In words: <c>hate</c>, <c>hate − not-hate</c>, …</param>
/// <param name="Seed">The weight of every label's logit.</param>
/// <param name="Score">Σ seed · logit. The relevances share this number out.</param>
/// <param name="Label">The label's index where the target is one label, else null.</param>
public sealed record ExplainedTarget(string Description, ImmutableArray<float> Seed, float Score, int? Label)
{
    /// <summary>The weight of every label's logit.</summary>
    public ImmutableArray<float> Seed { get; init => field = value.OrEmpty(); } = Seed.OrEmpty();

    /// <summary>
    /// The score at the baseline of integrated gradients, whose relevances sum to <c>Score − BaselineScore</c> as well as their
    /// steps allow; <see langword="null"/> for methods without a baseline.
    /// </summary>
    public float? BaselineScore { get; init; }

    /// <inheritdoc/>
    public bool Equals(ExplainedTarget? other) =>
        other is not null
        && Description == other.Description
        && Score.Equals(other.Score)
        && Label == other.Label
        && Nullable.Equals(BaselineScore, other.BaselineScore)
        && Seed.SameAs(other.Seed);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Description, Score, Label, Seed.Length);
}
