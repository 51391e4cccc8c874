namespace LrpGen.Runtime;

/// <summary>Where the path of integrated gradients begins, for a text: what stands in place of its words.</summary>
/// <remarks>
/// Positions and token types stay. The explanation shares out <c>score − baseline score</c>
/// (<see cref="ExplainedTarget.BaselineScore"/>), so that the baseline is a part of the question: what do the words change against it?
/// </remarks>
public sealed record TextBaseline
{
    internal const int Zeros = -1;

    private TextBaseline(int? id) => Id = id;

    /// <summary>Word embeddings of zero.</summary>
    public static TextBaseline Zero { get; } = new(Zeros);

    /// <summary>The padding token in place of every token of the text; special tokens stay what they are.</summary>
    public static TextBaseline PadToken { get; } = new((int?)null);

    /// <summary>A token (a mask, say) in place of every token of the text; special tokens stay what they are.</summary>
    /// <param name="id">Its id.</param>
    public static TextBaseline Token(int id)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(id);
        return new(id);
    }

    internal int? Id { get; }
}
