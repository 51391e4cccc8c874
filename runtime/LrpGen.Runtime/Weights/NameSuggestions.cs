namespace LrpGen.Runtime;

/// <summary>Finds the name that may have been meant by one that is not there.</summary>
internal sealed class NameSuggestions
{
    // Comparing every pair takes time: beyond these, only prefixes are tried.
    private const int MostCandidates = 20_000;
    private const int MostComparisons = 2_000_000;
    private const int LongestName = 256;
    private const int MostSlips = 2;

    private readonly List<string> _candidates = [];
    private readonly Dictionary<string, string> _withoutPrefix = new(StringComparer.Ordinal);
    private int _comparisons;

    /// <summary>Looks among the names that nobody asked for.</summary>
    public NameSuggestions(IEnumerable<string> unused)
    {
        foreach (string name in unused)
        {
            _withoutPrefix.TryAdd(WeightNames.WithoutPrefix(name), name);
            if (_candidates.Count < MostCandidates && name.Length <= LongestName)
                _candidates.Add(name);
        }
    }

    /// <summary>The nearest name, or null where none comes near.</summary>
    public string? For(string name)
    {
        string bare = WeightNames.WithoutPrefix(name);
        if (_withoutPrefix.TryGetValue(bare, out string? other)
            || (WeightNames.Legacy(bare) is { } legacy && _withoutPrefix.TryGetValue(legacy, out other)))
        {
            return other;
        }

        if (name.Length > LongestName)
            return null;

        string? nearest = null;
        int least = MostSlips + 1;
        foreach (string candidate in _candidates)
        {
            if (Math.Abs(candidate.Length - name.Length) > MostSlips || !SameDigits(candidate, name))
                continue;
            if (++_comparisons > MostComparisons)
                break;
            int slips = Slips(candidate, name);
            if (slips == least)
                nearest = null;
            if (slips >= least)
                continue;
            (nearest, least) = (candidate, slips);
        }

        return nearest;
    }

    // Words are compared one by one, and another word is no misspelling, however short the way to it: q_proj is no k_proj, query no
    // key, norm1 no norm2.
    private static int Slips(string a, string b)
    {
        int sum = 0;
        ReadOnlySpan<char> restA = a, restB = b;
        while (!restA.IsEmpty && !restB.IsEmpty)
        {
            ReadOnlySpan<char> wordA = NextWord(ref restA), wordB = NextWord(ref restB);
            if (wordA.Equals(wordB, StringComparison.OrdinalIgnoreCase))
                continue;
            int longest = Math.Max(wordA.Length, wordB.Length);
            int limit = longest < 4 ? 0 : longest < 6 ? 1 : 2;
            int distance = Math.Abs(wordA.Length - wordB.Length) > limit ? limit + 1 : EditDistance(wordA, wordB, limit);
            if (distance > limit)
                return MostSlips + 1;
            sum += distance;
        }

        return restA.IsEmpty && restB.IsEmpty ? sum : MostSlips + 1;
    }

    private static ReadOnlySpan<char> NextWord(ref ReadOnlySpan<char> rest)
    {
        int end = rest.IndexOfAny('.', '_');
        ReadOnlySpan<char> word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? [] : rest[(end + 1)..];
        return word;
    }

    private static bool SameDigits(string a, string b)
    {
        int i = 0, j = 0;
        while (true)
        {
            while (i < a.Length && !char.IsAsciiDigit(a[i]))
                i++;
            while (j < b.Length && !char.IsAsciiDigit(b[j]))
                j++;
            if (i == a.Length || j == b.Length)
                return i == a.Length && j == b.Length;
            if (a[i++] != b[j++])
                return false;
        }
    }

    /// <summary>Levenshtein's distance, in which an exchange of two neighbours counts one; some number above <paramref name="limit"/> where it is above.</summary>
    private static int EditDistance(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        Span<int> before = stackalloc int[LongestName + 1], row = stackalloc int[LongestName + 1], next = stackalloc int[LongestName + 1];
        for (int j = 0; j <= b.Length; j++)
            row[j] = j;
        for (int i = 1; i <= a.Length; i++)
        {
            int least = next[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int replaced = row[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                next[j] = Math.Min(replaced, Math.Min(row[j], next[j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    next[j] = Math.Min(next[j], before[j - 2] + 1);
                least = Math.Min(least, next[j]);
            }

            if (least > limit)
                return least;
            Span<int> free = before;
            before = row;
            row = next;
            next = free;
        }

        return row[b.Length];
    }
}
