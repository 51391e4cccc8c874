using System.Buffers;
using System.Text.Unicode;

namespace LrpGen.Text.Tokenization;

/// <summary>The id of a piece, or -1.</summary>
internal delegate int PieceLookup(ReadOnlySpan<char> piece);

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

    /// <summary>The ids of pieces of one character by that character, or -1, as far as there are any.</summary>
    internal int[] Characters(PieceLookup find)
    {
        int[] ids = [];
        for (int id = 0; id < Count; id++)
        {
            if (this[id] is not [char c]) continue;
            if (c >= ids.Length)
            {
                int known = ids.Length;
                Array.Resize(ref ids, c + 1);
                ids.AsSpan(known).Fill(-1);
            }

            ids[c] = find([c]);
        }

        return ids;
    }

    /// <summary>The same texts at other ids: the first one at <paramref name="shift"/>, empty ones before and behind.</summary>
    /// <param name="shift">What is added to ids.</param>
    /// <param name="count">How many there are then.</param>
    internal PieceTable Moved(int shift, int count)
    {
        int[] moved = new int[count + 1];
        int kept = Math.Min(starts.Length, moved.Length - shift);
        Array.Copy(starts, 0, moved, shift, kept);
        moved.AsSpan(shift + kept).Fill(starts[kept - 1]);
        return new PieceTable(chars, moved);
    }

    /// <summary>Puts texts one behind the other.</summary>
    /// <param name="capacity">How many pieces to expect.</param>
    internal sealed class Builder(int capacity)
    {
        private const int ExpectedLength = 8;

        private char[] chars = GC.AllocateUninitializedArray<char>(ExpectedLength * Math.Max(capacity, 1));
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

        /// <summary>Adds the next piece, whose text is UTF-8; false where it is none.</summary>
        internal bool TryAddUtf8(ReadOnlySpan<byte> piece)
        {
            // No text has more UTF-16 units than bytes of UTF-8.
            OperationStatus status = Utf8.ToUtf16(piece, Room(piece.Length), out _, out int length, replaceInvalidSequences: false);
            if (status != OperationStatus.Done) return false;
            Take(length);
            return true;
        }

        /// <summary>Takes all pieces out again.</summary>
        internal void Clear() => Count = 0;

        /// <summary>The table. Nothing may be added after that.</summary>
        internal PieceTable Build()
        {
            Array.Resize(ref starts, Count + 1);
            return new PieceTable(chars, starts);
        }

        private Span<char> Room(int length)
        {
            int at = starts[Count];
            if (chars.Length - at < length) Array.Resize(ref chars, checked(Math.Max(2 * chars.Length, at + length)));
            return chars.AsSpan(at);
        }

        private void Take(int length)
        {
            if (Count + 1 == starts.Length) Array.Resize(ref starts, 2 * starts.Length);
            starts[Count + 1] = starts[Count] + length;
            Count++;
        }
    }
}
