namespace LrpGen.Runtime;

/// <summary>How an explanation becomes an ERASER prediction.</summary>
public sealed record EraserOptions
{
    /// <summary>The share of the words that makes the hard rationale, at least one word. ERASER's tables use the data set's mean rationale length.</summary>
    public double HardShare { get; init; } = 0.2;

    /// <summary>The number of words that make the hard rationale; overrides <see cref="HardShare"/>.</summary>
    public int? HardWords { get; init; }

    /// <summary>
    /// The probabilities of the labels without the rationale, in the labels' order, if they were computed: for
    /// ERASER's comprehensiveness.
    /// </summary>
    public IReadOnlyList<float>? ComprehensivenessProbabilities { get; init; }

    /// <summary>The probabilities of the labels with nothing but the rationale, for ERASER's sufficiency.</summary>
    public IReadOnlyList<float>? SufficiencyProbabilities { get; init; }
}
