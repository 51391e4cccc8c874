namespace LrpGen.Generator.Reading;

/// <summary>Finds the known word that somebody who mistyped must have meant.</summary>
internal static class Nearest
{
    /// <summary>The nearest of the known words, or null when none is near enough to be meant.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        string? nearest = null;
        // One slip in a short word, two in a long one: three would join 'cls_token_id' and 'pad_token_id'.
        int best = word.Length < 6 ? 1 : 2;
        foreach (string candidate in known.OrderBy(candidate => candidate, StringComparer.Ordinal))
        {
            int distance = Distance(Fold(word), Fold(candidate));
            if (distance < best || (distance == best && nearest is null))
                (nearest, best) = (candidate, distance);
        }

        return nearest;
    }

    /// <summary>Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).</summary>
    public static int Distance(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
            return int.MaxValue;
        int[] before = new int[right.Length + 1];
        int[] previous = new int[right.Length + 1];
        int[] current = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
            previous[column] = column;
        for (int row = 1; row <= left.Length; row++)
        {
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                int replaced = previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                int best = Math.Min(replaced, Math.Min(previous[column], current[column - 1]) + 1);
                bool swapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
                current[column] = swapped ? Math.Min(best, before[column - 2] + 1) : best;
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[right.Length];
    }

    /// <summary>Case, '_' and '-' carry no meaning in keys: <c>hiddenSize</c> is meant to be <c>hidden_size</c>.</summary>
    private static string Fold(string word) =>
        word.Replace("_", "").Replace("-", "").ToLowerInvariant();
}
