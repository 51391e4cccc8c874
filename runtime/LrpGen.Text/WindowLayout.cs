using System.Collections.Immutable;

namespace LrpGen.Text;

/// <summary>Where the windows of a long text lie, and which of them explains a token.</summary>
/// <param name="Run">The tokens of the text that is read in windows; all others stand in every window.</param>
/// <param name="Room">How many of them a window holds.</param>
/// <param name="Stride">How many tokens a window starts behind the one before; the last one may start earlier.</param>
/// <param name="Tokens">Tokens of a window, those that stand in every one included.</param>
/// <param name="Starts">The first token of each window, counted in <paramref name="Run"/>.</param>
internal sealed record WindowLayout(TokenRun Run, int Room, int Stride, int Tokens, ImmutableArray<int> Starts)
{
    /// <summary>Lays windows over a text that does not fit.</summary>
    /// <param name="tokens">All tokens of the encoding.</param>
    /// <param name="run">Those of the text that is read in windows.</param>
    /// <param name="limit">How many tokens the model reads at once.</param>
    /// <param name="stride">The stride, or null for half of the room.</param>
    /// <param name="isPair">Whether there is another text, which stands in every window.</param>
    /// <exception cref="ArgumentException">There is no room, or the stride is larger than it.</exception>
    public static WindowLayout Of(int tokens, TokenRun run, int limit, int? stride, bool isPair)
    {
        int repeated = tokens - run.Count, room = limit - repeated;
        if (room < 1 || run.Count == 0)
        {
            string what = isPair ? "the special tokens and the other text" : "the special tokens";
            string wayOut = isPair
                ? $"; read the longer text in windows ({nameof(TruncationStrategy)}.{nameof(TruncationStrategy.LongestFirst)}), or cut off"
                : "";
            throw new ArgumentException(
                $"{what} stand in every window and take {repeated} tokens, and a window has {limit}: no room is left for the text that is read in windows{wayOut}.");
        }

        if (stride > room)
        {
            throw new ArgumentException(
                $"The stride is {stride}, and a window has room for {room} tokens of the text ({limit} less {repeated} that stand in every window): the tokens between two windows would be lost. The stride may be 1 to {room}.");
        }

        int step = stride ?? Math.Max(1, room / 2), last = run.Count - room;
        ImmutableArray<int>.Builder starts = ImmutableArray.CreateBuilder<int>();
        for (int start = 0; start < last; start += step)
        {
            starts.Add(start);
        }

        starts.Add(last);
        return new WindowLayout(run, room, step, limit, starts.DrainToImmutable());
    }

    /// <summary>The tokens that a window holds of the text, as places in the whole encoding.</summary>
    public TokenRun Read(int window) => new(Run.First + Starts[window], Room);

    /// <summary>What the model reads as one window.</summary>
    public TextEncoding Part(TextEncoding whole, int window)
    {
        TokenRun read = Read(window);
        ReadOnlySpan<EncodedToken> all = whole.Tokens.AsSpan();
        return whole with
        {
            Tokens = [.. all[..Run.First], .. all.Slice(read.First, read.Count), .. all[Run.End..]],
            TokenCountBeforeTruncation = Tokens,
        };
    }

    /// <summary>Where a token of the whole encoding stands in a window that holds it.</summary>
    public int PlaceIn(int window, int token) => token < Run.First ? token : token < Run.End ? token - Starts[window] : token - Run.Count + Room;

    /// <summary>
    /// The tokens that each window explains, side by side: those that have most context in it, which is the smaller of the numbers of tokens
    /// before and behind, where the text itself ends not counted. Of equal windows it is the first.
    /// </summary>
    public ImmutableArray<TokenRun> Owned()
    {
        // As a token moves on, so does the window that has most context for it.
        int[] ends = new int[Starts.Length];
        int window = 0;
        for (int token = 0; token < Run.Count; token++)
        {
            while (window + 1 < Starts.Length && Context(window + 1, token) > Context(window, token)) ends[window++] = token;
        }

        ends[window] = Run.Count;
        return [.. ends.Select((end, i) => Between(i == 0 ? 0 : ends[i - 1], end))];
    }

    private TokenRun Between(int start, int end) => new(Run.First + start, end - start);

    private int Context(int window, int token)
    {
        int before = window == 0 ? int.MaxValue : token - Starts[window];
        int behind = window == Starts.Length - 1 ? int.MaxValue : Starts[window] + Room - 1 - token;
        return Math.Min(before, behind);
    }
}
