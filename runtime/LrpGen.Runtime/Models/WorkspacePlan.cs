namespace LrpGen.Runtime;

/// <summary>How much memory a call needs, in floats per token, per sample and per target.</summary>
/// <remarks>
/// Every buffer of the generated code has a constant offset within its region, so that a workspace for <c>t</c> tokens, <c>s</c> samples
/// (sequences) and <c>n</c> targets is <c>t·Tokens + s·Samples + n·t·TargetTokens + n·s·TargetSamples + attention probabilities</c> floats.
/// </remarks>
public sealed record WorkspacePlan
{
    /// <summary>Floats a token when only the forward pass runs.</summary>
    public long PredictTokens { get; init; }

    /// <summary>Floats a sample when only the forward pass runs.</summary>
    public long PredictSamples { get; init; }

    /// <summary>Floats a token that the forward pass keeps for the relevance pass, and values of that pass which all targets share.</summary>
    public long ExplainTokens { get; init; }

    /// <summary>The same a sample.</summary>
    public long ExplainSamples { get; init; }

    /// <summary>Floats a token and target in the relevance pass.</summary>
    public long TargetTokens { get; init; }

    /// <summary>Floats a sample and target in the relevance pass.</summary>
    public long TargetSamples { get; init; }

    /// <summary>Rows of a sample that attend to each other, where they are no tokens: the patches of a picture. 0 where there is no such attention.</summary>
    public int AttentionPositions { get; init; }

    /// <summary>Number of attention layers in which all tokens ask, whose probabilities are kept.</summary>
    public int ProbabilityLayers { get; init; }

    /// <summary>Number of those behind them in which only the first token of every sequence asks.</summary>
    public int FirstTokenProbabilityLayers { get; init; }

    /// <summary>Attention heads of a layer.</summary>
    public int Heads { get; init; }
}
