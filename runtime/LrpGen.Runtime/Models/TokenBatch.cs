namespace LrpGen.Runtime;

/// <summary>
/// Token sequences packed one behind the other: no padding, and only attention knows where one ends.
/// </summary>
/// <remarks>The object can be cleared and filled again; it then allocates only when it has to grow.</remarks>
public sealed class TokenBatch
{
    private int[] ids = [];
    private int[] types = [];
    private int[] starts = [0];

    /// <summary>Number of sequences.</summary>
    public int Count { get; private set; }

    /// <summary>Number of tokens of all sequences together.</summary>
    public int Tokens { get; private set; }

    /// <summary>Token ids of all sequences, <see cref="Tokens"/> of them.</summary>
    public ReadOnlySpan<int> Ids => ids.AsSpan(0, Tokens);

    /// <summary>Token type (segment) of each token: 0, or 1 for the second text of a pair.</summary>
    public ReadOnlySpan<int> Types => types.AsSpan(0, Tokens);

    /// <summary>First row of each sequence, and behind the last one the number of tokens: <see cref="Count"/> + 1 values.</summary>
    public ReadOnlySpan<int> Starts => starts.AsSpan(0, Count + 1);

    /// <summary>Length of the longest sequence.</summary>
    public int LongestSequence { get; private set; }

    /// <summary>A batch of one sequence.</summary>
    public static TokenBatch Of(ReadOnlySpan<int> ids)
    {
        TokenBatch batch = new();
        batch.Add(ids);
        return batch;
    }

    /// <summary>Appends a sequence.</summary>
    /// <param name="sequence">Token ids, special tokens included; at least one.</param>
    /// <param name="tokenTypes">Token types, as many as ids, or empty for zeros.</param>
    /// <exception cref="ArgumentException">The sequence is empty or the type count does not fit.</exception>
    public void Add(ReadOnlySpan<int> sequence, ReadOnlySpan<int> tokenTypes = default)
    {
        if (sequence.IsEmpty)
        {
            throw new ArgumentException("A sequence needs at least one token.", nameof(sequence));
        }

        if (!tokenTypes.IsEmpty && tokenTypes.Length != sequence.Length)
        {
            throw new ArgumentException($"{sequence.Length} token ids come with {tokenTypes.Length} token types.", nameof(tokenTypes));
        }

        Append(sequence.Length, out Span<int> newIds, out Span<int> newTypes);
        sequence.CopyTo(newIds);
        if (tokenTypes.IsEmpty)
        {
            newTypes.Clear();
        }
        else
        {
            tokenTypes.CopyTo(newTypes);
        }
    }

    /// <summary>Appends a sequence that the caller writes.</summary>
    internal void Append(int length, out Span<int> newIds, out Span<int> newTypes)
    {
        int end = checked(Tokens + length);
        Grow(ref ids, end);
        Grow(ref types, end);
        Grow(ref starts, Count + 2);
        newIds = ids.AsSpan(Tokens, length);
        newTypes = types.AsSpan(Tokens, length);
        Tokens = end;
        Count++;
        starts[Count] = end;
        LongestSequence = Math.Max(LongestSequence, length);
    }

    /// <summary>Empties the batch and keeps its memory.</summary>
    public void Clear() => (Count, Tokens, LongestSequence) = (0, 0, 0);

    private static void Grow(ref int[] array, int length)
    {
        if (array.Length < length)
        {
            Array.Resize(ref array, Math.Max(length, 2 * array.Length));
        }
    }
}
