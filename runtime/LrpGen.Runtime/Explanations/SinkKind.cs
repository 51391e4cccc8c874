namespace LrpGen.Runtime;

/// <summary>What takes relevance that does not reach the tokens.</summary>
public enum SinkKind
{
    /// <summary>The bias of a linear operator.</summary>
    Bias,

    /// <summary>The bias of a normalisation.</summary>
    NormBias,

    /// <summary>The position embeddings.</summary>
    PositionEmbedding,

    /// <summary>The token type (segment) embeddings.</summary>
    TypeEmbedding,

    /// <summary>A stabiliser in a denominator.</summary>
    Epsilon,

    /// <summary>The softmax of an attention (Achtibat et al. 2024, proposition 3.1).</summary>
    Softmax,

    /// <summary>A normalisation whose rule does not conserve.</summary>
    Norm,

    /// <summary>An activation whose rule does not conserve.</summary>
    Activation,

    /// <summary>Dropped by the rule (a denominator of zero, a constant branch), or added by a derivative, where it is negative.</summary>
    Dropped,
}
