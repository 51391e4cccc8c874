using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>A text under normalisation: every UTF-16 unit knows the range of the source that it came from.</summary>
/// <remarks>A buffer that is used again and again. Both units of a surrogate pair have the same range.</remarks>
internal sealed class AlignedText
{
    private char[] chars = new char[256];
    private int[] starts = new int[256];
    private int[] ends = new int[256];

    /// <summary>Number of UTF-16 units.</summary>
    internal int Length { get; private set; }

    /// <summary>The text.</summary>
    internal ReadOnlySpan<char> Chars => chars.AsSpan(0, Length);

    /// <summary>For every unit, where its range in the source begins.</summary>
    internal ReadOnlySpan<int> Starts => starts.AsSpan(0, Length);

    /// <summary>For every unit, where its range in the source ends.</summary>
    internal ReadOnlySpan<int> Ends => ends.AsSpan(0, Length);

    /// <summary>Room before the buffers grow.</summary>
    internal int Capacity => chars.Length;

    /// <summary>Empties the buffer.</summary>
    internal void Clear() => Length = 0;

    /// <summary>Drops units at the end.</summary>
    internal void Shorten(int length) => Length = length;

    /// <summary>Adds a unit that came from a range of the source.</summary>
    internal void Append(char c, int start, int end)
    {
        int at = Length;
        if (at == chars.Length) Grow(2L * at);
        chars[at] = c;
        starts[at] = start;
        ends[at] = end;
        Length = at + 1;
    }

    /// <summary>Adds units of another buffer with their ranges.</summary>
    internal void Append(AlignedText from, int start, int end)
    {
        int count = end - start;
        Reserve(count);
        from.chars.AsSpan(start, count).CopyTo(chars.AsSpan(Length));
        from.starts.AsSpan(start, count).CopyTo(starts.AsSpan(Length));
        from.ends.AsSpan(start, count).CopyTo(ends.AsSpan(Length));
        Length += count;
    }

    /// <summary>Gives a unit another range.</summary>
    internal void SetRange(int at, int start, int end)
    {
        starts[at] = start;
        ends[at] = end;
    }

    /// <summary>Fills the buffer with a source text, every scalar aligned with itself; lone surrogates become U+FFFD.</summary>
    /// <param name="source">The text, or a part of it.</param>
    /// <param name="offset">Where the part begins in the text.</param>
    internal void SetSource(ReadOnlySpan<char> source, int offset)
    {
        Clear();
        Reserve(source.Length);
        if (source.IndexOfAnyInRange('\uD800', '\uDFFF') < 0)
        {
            source.CopyTo(chars);
            Span<int> first = starts.AsSpan(0, source.Length), last = ends.AsSpan(0, source.Length);
            for (int i = 0; i < first.Length; i++) first[i] = offset + i;
            for (int i = 0; i < last.Length; i++) last[i] = offset + i + 1;
            Length = source.Length;
            return;
        }

        for (int i = 0; i < source.Length; i++)
        {
            char c = source[i];
            int at = offset + i;
            if (!char.IsSurrogate(c))
            {
                Append(c, at, at + 1);
            }
            else if (char.IsHighSurrogate(c) && i + 1 < source.Length && char.IsLowSurrogate(source[i + 1]))
            {
                Append(c, at, at + 2);
                Append(source[++i], at, at + 2);
            }
            else
            {
                Append((char)Rune.ReplacementChar.Value, at, at + 1);
            }
        }
    }

    private void Reserve(int count)
    {
        if (chars.Length - Length < count) Grow(Math.Max(2L * chars.Length, (long)Length + count));
    }

    private void Grow(long size)
    {
        int length = checked((int)size);
        Array.Resize(ref chars, length);
        Array.Resize(ref starts, length);
        Array.Resize(ref ends, length);
    }
}
