namespace LrpGen.Generator.Reading;

/// <summary>
/// Finds the known word that somebody who mistyped must have meant. A suggestion is followed, so it must not change the network:
/// a word that means something else, or that could be two known ones, gets none.
/// </summary>
internal static class Nearest
{
    private const int ShortWord = 6;
    private const int LongWord = 8;

    /// <summary>The one of the known words that is meant, or null when none is near enough, or two are.</summary>
    public static string? Find(string word, IEnumerable<string> known)
    {
        string folded = Fold(word);
        if (known.FirstOrDefault(candidate => Fold(candidate) == folded) is { } same)
            return same;
        if (ForeignNames.Contains(folded))
            return null;
        string? nearest = null;
        bool isOne = true;
        int best = folded.Length < LongWord ? 1 : 2;
        foreach (string candidate in known.Distinct(StringComparer.Ordinal))
        {
            string other = Fold(candidate);
            if (Math.Abs(folded.Length - other.Length) > best || !IsSlip(folded, other))
                continue;
            int distance = Distance(folded, other);
            if (distance > best)
                continue;
            isOne = nearest is null || distance < best;
            (nearest, best) = (candidate, distance);
        }

        return isOne ? nearest : null;
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

    // Digits are not mistyped but meant: conv1d is no conv2d, relu6 no relu, layer3 no layer2. And in a short word another first
    // letter makes another word: gelu is no relu, mbert no bert.
    private static bool IsSlip(string word, string known)
    {
        if (!word.Where(char.IsDigit).SequenceEqual(known.Where(char.IsDigit)))
            return false;
        return word.Length >= ShortWord
            || (word.Length > 0 && known.Length > 0 && (word[0] == known[0] || (word.Length > 1 && known.Length > 1 && word[0] == known[1] && word[1] == known[0])));
    }

    /// <summary>Case, '_' and '-' carry no meaning in keys: <c>hiddenSize</c> is meant to be <c>hidden_size</c>.</summary>
    public static string Fold(string word) =>
        word.Replace("_", "").Replace("-", "").ToLowerInvariant();
}
