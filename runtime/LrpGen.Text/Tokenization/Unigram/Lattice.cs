namespace LrpGen.Text.Tokenization;

/// <summary>The best way to every position of a text: score, where the last piece began, and which piece it was, by its number in the trie.</summary>
internal sealed class Lattice
{
    internal const int Unreached = -1;

    /// <summary>The number of a character that is no piece.</summary>
    internal const int Unknown = -1;

    private double[] scores = new double[64];
    private int[] from = new int[64];
    private int[] numbers = new int[64];

    internal Span<double> Scores => scores;

    internal Span<int> From => from;

    internal Span<int> Numbers => numbers;

    /// <summary>Prepares the positions 0 to <paramref name="length"/>.</summary>
    internal void Reset(int length)
    {
        if (scores.Length <= length)
        {
            int size = Math.Max(length + 1, 2 * scores.Length);
            scores = new double[size];
            from = new int[size];
            numbers = new int[size];
        }

        scores[0] = 0;
        from.AsSpan(0, length + 1).Fill(Unreached);
    }
}
