namespace LrpGen.Runtime;

/// <summary>Heads, scale and mask of an attention.</summary>
/// <param name="Heads">Heads of the queries.</param>
/// <param name="Scale">Factor of the scores, 1/√(columns of a head) usually.</param>
public readonly record struct AttentionShape(int Heads, float Scale)
{
    /// <summary>
    /// Heads of the keys and values: a divisor of <see cref="Heads"/>. Query head h reads key and value head
    /// h / (Heads / KeyValueHeads): grouped-query attention (Ainslie et al. 2023).
    /// </summary>
    public int KeyValueHeads { get; init; } = Heads;

    /// <summary>Whether a query sees no key behind its own position.</summary>
    public bool Causal { get; init; }

    /// <summary>
    /// 0 for none. A causal query at position i sees the keys j with i − j &lt; Window (Mistral's <c>sliding_window</c>); others
    /// see those with |i − j| ≤ Window/2, rounded down (ModernBERT's <c>local_attention</c>).
    /// </summary>
    public int Window { get; init; }

    /// <summary>Where the queries of a sequence stand among its keys, if the call does not give their positions.</summary>
    public QueryPlace Queries { get; init; }

    /// <summary>Whether some keys are hidden from some queries.</summary>
    internal bool Hides => Causal || Window > 0;
}

/// <summary>Where the queries of a sequence stand among its keys.</summary>
public enum QueryPlace
{
    /// <summary>Query i stands at key i.</summary>
    First,

    /// <summary>The last query stands at the last key.</summary>
    Last,
}
