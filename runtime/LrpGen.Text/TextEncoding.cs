using System.Collections.Immutable;

namespace LrpGen.Text;

/// <summary>What a model sees of a text, and what it does not see.</summary>
/// <param name="Text">The source text, untouched.</param>
/// <param name="Pair">The second text, or null.</param>
/// <param name="Tokens">The tokens in the order that the model sees, special ones included.</param>
/// <param name="TokenCountBeforeTruncation">How many tokens there would be without a limit.</param>
/// <param name="Truncated">The part of <see cref="Text"/> that was cut off; empty where all of it fits.</param>
/// <param name="TruncatedPair">The part of <see cref="Pair"/> that was cut off.</param>
public sealed record TextEncoding(
    string Text,
    string? Pair,
    ImmutableArray<EncodedToken> Tokens,
    int TokenCountBeforeTruncation,
    TextSpan Truncated,
    TextSpan TruncatedPair)
{
    /// <summary>True where the model does not see all tokens.</summary>
    public bool IsTruncated => TokenCountBeforeTruncation > Tokens.Length;

    /// <summary>The ids alone.</summary>
    public int[] ToIds()
    {
        int[] ids = new int[Tokens.Length];
        for (int i = 0; i < ids.Length; i++) ids[i] = Tokens[i].Id;
        return ids;
    }
}
