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
        if (at == chars.Length) Grow();
        chars[at] = c;
        starts[at] = start;
        ends[at] = end;
        Length = at + 1;
    }

    /// <summary>Adds units of another buffer with their ranges.</summary>
    internal void Append(AlignedText from, int start, int end)
    {
        for (int i = start; i < end; i++) Append(from.chars[i], from.starts[i], from.ends[i]);
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

    private void Grow()
    {
        int size = checked(chars.Length * 2);
        Array.Resize(ref chars, size);
        Array.Resize(ref starts, size);
        Array.Resize(ref ends, size);
    }
}
