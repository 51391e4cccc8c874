using System.Collections.Immutable;

namespace LrpGen.Text;

/// <summary>A text as the model gets it: at once, or in windows.</summary>
/// <param name="Whole">The tokens that are explained.</param>
/// <param name="Parts">What the model reads, one after the other: <paramref name="Whole"/> alone, or its windows.</param>
/// <param name="Layout">Where the windows lie; <see langword="null"/> where the model reads all at once.</param>
internal sealed record TextInput(TextEncoding Whole, ImmutableArray<TextEncoding> Parts, WindowLayout? Layout)
{
    /// <summary>Encodes a text, and decides how it is read.</summary>
    /// <param name="encoder">The tokenizer.</param>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text, or null.</param>
    /// <param name="limit">How many tokens the model reads at once.</param>
    /// <param name="choice">What becomes of more.</param>
    /// <exception cref="ArgumentException">The limit has no room for what must stay, or the stride would leave tokens out.</exception>
    public static TextInput Of(ITextEncoder encoder, string text, string? pair, int limit, LongText choice)
    {
        if (choice.Strategy is not { } strategy)
        {
            return AtOnce(Encode(encoder, text, pair, limit));
        }

        TextEncoding whole = Encode(encoder, text, pair, int.MaxValue);
        if (whole.Tokens.Length <= limit)
        {
            return AtOnce(whole);
        }

        TokenRun first = TokenRun.Of(whole, 0), second = TokenRun.Of(whole, 1);
        if (!choice.InWindows)
        {
            return AtOnce(Cut(whole, first, second, limit, pair is null ? TruncationStrategy.LongestFirst : strategy, choice.Side));
        }

        bool windowSecond = pair is not null && (strategy == TruncationStrategy.OnlySecond
            || (strategy == TruncationStrategy.LongestFirst && second.Count >= first.Count));
        WindowLayout layout = WindowLayout.Of(whole.Tokens.Length, windowSecond ? second : first, limit, choice.Stride, isPair: pair is not null);
        return new(whole, [.. Enumerable.Range(0, layout.Starts.Length).Select(window => layout.Part(whole, window))], layout);
    }

    private static TextInput AtOnce(TextEncoding encoding) => new(encoding, [encoding], null);

    private static TextEncoding Encode(ITextEncoder encoder, string text, string? pair, int limit)
        => pair is null ? encoder.Encode(text, limit) : encoder.Encode(text, pair, limit);

    // As the tokenizer itself cuts, whatever tokenizer it is: what lies around the texts stays.
    private static TextEncoding Cut(TextEncoding whole, TokenRun first, TokenRun second, int limit, TruncationStrategy strategy, TruncationSide side)
    {
        int room = limit - (whole.Tokens.Length - first.Count - second.Count);
        if (room < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(limit), limit, $"found room for {limit} tokens, needed at least {limit - room} for the special ones");
        }

        (int keepFirst, int keepSecond) = TruncationRoom.Keep(first.Count, second.Count, whole.Pair is not null, room, strategy);
        (TokenRun keptFirst, TokenRun keptSecond) = (first.Keep(keepFirst, side), second.Keep(keepSecond, side));
        return whole with
        {
            Tokens = [.. whole.Tokens.Where((token, i) => token.Sequence switch
            {
                _ when first.Has(i) => keptFirst.Has(i),
                _ when second.Has(i) => keptSecond.Has(i),
                _ => true,
            })],
            Truncated = CutOff(whole, first, keptFirst, whole.Text.Length),
            TruncatedPair = CutOff(whole, second, keptSecond, whole.Pair?.Length ?? 0),
        };
    }

    private static TextSpan CutOff(TextEncoding whole, TokenRun all, TokenRun kept, int length)
    {
        if (kept.Count == all.Count) return default;
        if (kept.Count == 0) return new TextSpan(0, length);
        return kept.First == all.First
            ? new TextSpan(whole.Tokens[kept.End].Start, length)
            : new TextSpan(0, whole.Tokens[kept.First - 1].End);
    }
}
