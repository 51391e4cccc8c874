using System.Collections.Immutable;
using System.Globalization;

namespace LrpGen.Runtime;

/// <summary>The text was longer than the model's input, and was explained in windows that overlap.</summary>
/// <remarks>
/// Each window was explained by itself: its score is shared out over its own tokens. In the joined explanation a token has the relevance that it
/// got in the window in which it has most context on both sides; what stands in every window (special tokens, the other text of a pair)
/// has the mean of what it got in all. The joined logits, scores and heads are means over the windows as well. So the sum over the joined tokens is
/// no score: it holds a part of each window's. The account of a window is <see cref="TextWindow.Ledger"/>.
/// </remarks>
/// <param name="Tokens">Tokens of each window, special ones included.</param>
/// <param name="Stride">How many tokens each window starts behind the one before. The last one may start earlier: it is as long as the others.</param>
/// <param name="Windows">The windows, in the order of the text.</param>
public sealed record Windowing(int Tokens, int Stride, ImmutableArray<TextWindow> Windows)
{
    /// <summary>The windows, in the order of the text.</summary>
    public ImmutableArray<TextWindow> Windows { get; init => field = value.OrEmpty(); } = Windows.OrEmpty();

    /// <summary>How the explanation was made, in words, for every view.</summary>
    internal string Note => string.Create(
        CultureInfo.InvariantCulture, $"explained in {Windows.Length} windows of {Tokens} tokens with stride {Stride}");

    /// <summary>The same as the beginning of a sentence.</summary>
    internal string Sentence => $"E{Note[1..]}";

    /// <summary>What the joined numbers mean, in words.</summary>
    internal static string Meaning => "each token is explained where it has most context; the score is the mean of the windows' scores";

    /// <summary>For every token the window that its relevance comes from; -1 where it stands in every window.</summary>
    internal int[] WindowOfTokens(int tokens)
    {
        var windowOf = new int[tokens];
        Array.Fill(windowOf, -1);
        foreach ((int window, TextWindow own) in Windows.Index()) windowOf.AsSpan(own.OwnStart..own.OwnEnd).Fill(window);
        return windowOf;
    }

    /// <inheritdoc/>
    public bool Equals(Windowing? other) =>
        other is not null && Tokens == other.Tokens && Stride == other.Stride && Windows.SameAs(other.Windows);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Tokens, Stride, Windows.Length);
}
