namespace LrpGen.Text.Tokenization;

/// <summary>The best way to every position of a text.</summary>
internal sealed class Lattice
{
    /// <summary>Where a way to a position begins that none leads to.</summary>
    internal const int Unreached = -1;

    /// <summary>The id of a character that is no piece.</summary>
    internal const int Unknown = -1;

    private Way[] ways = new Way[64];
    private double[] seconds = new double[64];

    /// <summary>The ways by position.</summary>
    internal ReadOnlySpan<Way> Ways => ways;

    /// <summary>The sums of the second-best ways by position, where they were asked for.</summary>
    internal Span<double> Seconds => seconds;

    /// <summary>Prepares the positions 0 to <paramref name="length"/>.</summary>
    /// <param name="length">The last position.</param>
    /// <param name="till">The sum of what comes before.</param>
    internal Span<Way> Reset(int length, double till)
    {
        if (ways.Length <= length)
        {
            ways = new Way[Math.Max(length + 1, 2 * ways.Length)];
            seconds = new double[ways.Length];
        }

        Span<Way> used = ways.AsSpan(0, length + 1);
        used.Fill(new Way(till, Unreached, Unknown));
        return used;
    }

    /// <summary>By how much the best way to a position is better than any other, at the position where that is least.</summary>
    internal double Margin(int stop)
    {
        double margin = double.PositiveInfinity;
        for (; stop > 0; stop = ways[stop].From) margin = Math.Min(margin, ways[stop].Score - seconds[stop]);
        return margin;
    }

    /// <summary>A way to a position.</summary>
    /// <param name="Score">The sum of its pieces' scores.</param>
    /// <param name="From">Where its last piece begins.</param>
    /// <param name="Id">The id of that piece, or <see cref="Unknown"/>.</param>
    internal readonly record struct Way(double Score, int From, int Id);
}
