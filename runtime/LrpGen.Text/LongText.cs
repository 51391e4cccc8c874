namespace LrpGen.Text;

/// <summary>What becomes of a text, or of two texts, with more tokens than the model reads at once.</summary>
/// <remarks>Texts that fit are read as they are, whatever is chosen here.</remarks>
public sealed record LongText
{
    private LongText()
    {
    }

    /// <summary>Cut off as the tokenizer's own options say: at the end, and of a pair the longer text first, unless they were changed.</summary>
    public static LongText Default { get; } = new();

    /// <summary>Which text of a pair is cut, or read in windows; <see langword="null"/> leaves that to the tokenizer.</summary>
    public TruncationStrategy? Strategy { get; private init; }

    /// <summary>Which end is cut off.</summary>
    public TruncationSide Side { get; private init; }

    /// <summary>Whether the text is read in windows, to its end, instead of being cut off.</summary>
    public bool InWindows { get; private init; }

    /// <summary>How many tokens each window starts behind the one before; <see langword="null"/> for half of what a window has room for.</summary>
    public int? Stride { get; private init; }

    /// <summary>Cut off, as chosen here and not by the tokenizer's options.</summary>
    /// <param name="strategy">Which text of a pair is cut. A text alone is cut whatever this says.</param>
    /// <param name="side">Which end is cut off.</param>
    /// <exception cref="ArgumentOutOfRangeException">A value is none of the enumeration.</exception>
    public static LongText CutOff(TruncationStrategy strategy = TruncationStrategy.LongestFirst, TruncationSide side = TruncationSide.Right)
        => new() { Strategy = Known(strategy), Side = Known(side) };

    /// <summary>
    /// Read to its end, in overlapping windows of as many tokens as the model reads at once. Each window is explained by itself, and each
    /// token takes its relevance from the window in which it has most context on both sides.
    /// </summary>
    /// <param name="stride">
    /// How many tokens each window starts behind the one before: small strides give each token more context, and take longer. At most what a
    /// window has room for; half of that when <see langword="null"/>. The last window is moved back so that it is as long as the others.
    /// (What Hugging Face's tokenizers call stride is the overlap: room − stride.)
    /// </param>
    /// <param name="strategy">
    /// Which text of a pair is read in windows, each of which holds the whole other one: the second by default, as for a question and its
    /// context; of <see cref="TruncationStrategy.LongestFirst"/> the longer one.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">The stride is not positive, or the strategy is none of the enumeration.</exception>
    public static LongText Windows(int? stride = null, TruncationStrategy strategy = TruncationStrategy.OnlySecond)
    {
        if (stride is { } tokens)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(tokens, 1, nameof(stride));
        }

        return new() { InWindows = true, Stride = stride, Strategy = Known(strategy) };
    }

    private static T Known<T>(T value, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string? name = null)
        where T : struct, Enum
        => Enum.IsDefined(value) ? value : throw new ArgumentOutOfRangeException(name, value, $"{typeof(T).Name} has no such value.");
}
