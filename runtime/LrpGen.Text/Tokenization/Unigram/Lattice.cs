namespace LrpGen.Text.Tokenization;

/// <summary>The best way to every position of a text.</summary>
internal sealed class Lattice
{
    /// <summary>Where a way to a position begins that none leads to.</summary>
    internal const int Unreached = -1;

    /// <summary>The number of a character that is no piece.</summary>
    internal const int Unknown = -1;

    private Way[] ways = new Way[64];

    /// <summary>The ways by position.</summary>
    internal ReadOnlySpan<Way> Ways => ways;

    /// <summary>Prepares the positions 0 to <paramref name="length"/>.</summary>
    internal Span<Way> Reset(int length)
    {
        if (ways.Length <= length) ways = new Way[Math.Max(length + 1, 2 * ways.Length)];
        Span<Way> used = ways.AsSpan(0, length + 1);
        used.Fill(new Way(0, Unreached, Unknown));
        return used;
    }

    /// <summary>A way to a position.</summary>
    /// <param name="Score">The sum of its pieces' scores.</param>
    /// <param name="From">Where its last piece begins.</param>
    /// <param name="Number">The number of that piece in the trie.</param>
    internal readonly record struct Way(double Score, int From, int Number);
}
