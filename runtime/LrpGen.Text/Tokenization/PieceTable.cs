namespace LrpGen.Text.Tokenization;

/// <summary>The texts of pieces by their ids, one behind the other in one array: a vocabulary of 250,000 is read without as many strings.</summary>
internal sealed class PieceTable
{
    // A string is made when its piece is first asked for. Two threads may both make it; either will do.
    private readonly string?[] strings;
    private readonly char[] chars;
    private readonly int[] starts;

    private PieceTable(char[] chars, int[] starts)
    {
        this.chars = chars;
        this.starts = starts;
        strings = new string?[starts.Length - 1];
    }

    /// <summary>How many there are, those without a text included.</summary>
    internal int Count => strings.Length;

    /// <summary>The text of a piece; empty for an id without one.</summary>
    internal ReadOnlySpan<char> this[int id] => chars.AsSpan(starts[id], starts[id + 1] - starts[id]);

    /// <summary>The text of a piece as a string.</summary>
    internal string Text(int id) => strings[id] ??= this[id].ToString();

    /// <summary>Makes a table.</summary>
    internal static PieceTable Of(ReadOnlySpan<string?> pieces)
    {
        Builder builder = new(pieces.Length);
        foreach (string? piece in pieces) builder.Add(piece);
        return builder.Build();
    }

    /// <summary>Puts texts one behind the other.</summary>
    /// <param name="capacity">How many pieces to expect.</param>
    internal sealed class Builder(int capacity)
    {
        private const int ExpectedLength = 8;

        private char[] chars = new char[ExpectedLength * Math.Max(capacity, 1)];
        private int[] starts = new int[capacity + 1];

        /// <summary>How many were added.</summary>
        internal int Count { get; private set; }

        /// <summary>The text of a piece that was added.</summary>
        internal ReadOnlySpan<char> this[int id] => chars.AsSpan(starts[id], starts[id + 1] - starts[id]);

        /// <summary>Adds the next piece.</summary>
        internal void Add(ReadOnlySpan<char> piece)
        {
            piece.CopyTo(Room(piece.Length));
            Take(piece.Length);
        }

        /// <summary>Room for the text of the next piece; what is used of it is said by <see cref="Take"/>.</summary>
        internal Span<char> Room(int length)
        {
            int at = starts[Count];
            if (chars.Length - at < length) Array.Resize(ref chars, checked(Math.Max(2 * chars.Length, at + length)));
            return chars.AsSpan(at);
        }

        /// <summary>Adds the piece that was written to <see cref="Room"/>.</summary>
        internal void Take(int length)
        {
            if (Count + 1 == starts.Length) Array.Resize(ref starts, 2 * starts.Length);
            starts[Count + 1] = starts[Count] + length;
            Count++;
        }

        /// <summary>Takes all pieces out again.</summary>
        internal void Clear() => Count = 0;

        /// <summary>The table. Nothing may be added after that.</summary>
        internal PieceTable Build()
        {
            Array.Resize(ref starts, Count + 1);
            return new PieceTable(chars, starts);
        }
    }
}
