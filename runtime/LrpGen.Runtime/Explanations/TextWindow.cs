using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>One window of a long text: what the model read of it, what it said, and what of its relevance the explanation shows.</summary>
public sealed record TextWindow
{
    /// <summary>The first of the explanation's tokens that the window read of the text.</summary>
    public required int TokenStart { get; init; }

    /// <summary>The end of these tokens (exclusive). Tokens that stand in every window are not counted.</summary>
    public required int TokenEnd { get; init; }

    /// <summary>The first token whose relevance in the explanation is this window's.</summary>
    public required int OwnStart { get; init; }

    /// <summary>The end of these tokens (exclusive).</summary>
    public required int OwnEnd { get; init; }

    /// <summary>Where the window starts in the source, in UTF-16 code units.</summary>
    public required int Start { get; init; }

    /// <summary>Where it ends in the source (exclusive).</summary>
    public required int End { get; init; }

    /// <summary>The text that is read in windows: 0 for the text, 1 for the pair.</summary>
    public int Sequence { get; init; }

    /// <summary>What the model says of the window: all labels, in its order.</summary>
    public required ImmutableArray<LabelScore> Labels { get; init => field = value.OrEmpty(); }

    /// <summary>The index of the window's label with the largest logit.</summary>
    public required int PredictedLabel { get; init; }

    /// <summary>The window's score, which its relevances share out.</summary>
    public required float Score { get; init; }

    /// <summary>The window's score at the baseline of integrated gradients; <see langword="null"/> for methods without one.</summary>
    public float? BaselineScore { get; init; }

    /// <summary>Σ R over all tokens of the window, with those that the explanation takes from other windows.</summary>
    public required double TokenSum { get; init; }

    /// <summary>Where the window's score went, if it was asked for.</summary>
    public ConservationLedger? Ledger { get; init; }

    /// <inheritdoc/>
    public bool Equals(TextWindow? other) =>
        other is not null
        && (TokenStart, TokenEnd, OwnStart, OwnEnd) == (other.TokenStart, other.TokenEnd, other.OwnStart, other.OwnEnd)
        && (Start, End, Sequence, PredictedLabel) == (other.Start, other.End, other.Sequence, other.PredictedLabel)
        && Score.Equals(other.Score)
        && Nullable.Equals(BaselineScore, other.BaselineScore)
        && TokenSum.Equals(other.TokenSum)
        && Ledger == other.Ledger
        && Labels.SameAs(other.Labels);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TokenStart, TokenEnd, Start, End, Score);
}
