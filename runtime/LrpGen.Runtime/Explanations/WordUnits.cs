namespace LrpGen.Runtime;

/// <summary>Which tokens of a sequence belong to which of its words.</summary>
/// <remarks>
/// A model sees a token as a whole, so that nothing of it can be told of one of several words alone: words that share a token
/// become one unit. Every token of a text that has a word belongs to exactly one unit, and no character to two.
/// </remarks>
internal sealed class WordUnits
{
    /// <summary>The entry of <see cref="UnitOfToken"/> for a token that belongs to no unit.</summary>
    public const int None = -1;

    private WordUnits(List<(int Start, int End)> units, int[] unitOfToken) => (Units, UnitOfToken) = (units, unitOfToken);

    /// <summary>The units in the order of the text.</summary>
    public List<(int Start, int End)> Units { get; }

    /// <summary>For every token the index of its unit, or <see cref="None"/>.</summary>
    public int[] UnitOfToken { get; }

    /// <summary>Joins words where they share a token.</summary>
    /// <param name="words">Words in the order of the text, without overlap.</param>
    /// <param name="tokens">The tokens' ranges; null for one that is not of this sequence.</param>
    public static WordUnits Of(IReadOnlyList<(int Start, int End)> words, IReadOnlyList<(int Start, int End)?> tokens)
    {
        if (words.Count == 0) words = Covered(tokens);
        (int First, int Last)[] touched = [.. tokens.Select(token => token is { } range ? Touched(words, range) : (0, None))];

        // A step up where a token's first word begins to hang together with the next one, a step down at its last.
        int[] steps = new int[words.Count + 1];
        bool[] seen = new bool[words.Count];
        foreach ((int first, int last) in touched)
        {
            if (last < first) continue;
            steps[first]++;
            steps[last]--;
            seen[first] = true;
        }

        var units = new List<(int Start, int End)>();
        int[] unitOfWord = new int[words.Count];
        for (int word = 0, open = 0; word < words.Count; word++)
        {
            if (open > 0) units[^1] = (units[^1].Start, words[word].End);
            else units.Add(words[word]);
            unitOfWord[word] = units.Count - 1;
            open += steps[word];
        }

        int[] unitOfToken = new int[tokens.Count];
        for (int i = 0; i < unitOfToken.Length; i++)
        {
            int word = tokens[i] is not { } range ? None
                : touched[i].Last >= touched[i].First ? touched[i].First
                : Nearest(words, seen, range);
            unitOfToken[i] = word < 0 ? None : unitOfWord[word];
        }

        return new(units, unitOfToken);
    }

    // A text of nothing but white space has no word: what its tokens cover is one unit.
    private static (int Start, int End)[] Covered(IReadOnlyList<(int Start, int End)?> tokens)
    {
        int start = int.MaxValue, end = 0;
        foreach ((int Start, int End)? token in tokens)
        {
            if (token is not { } range || range.Start >= range.End) continue;
            (start, end) = (Math.Min(start, range.Start), Math.Max(end, range.End));
        }

        return start < end ? [(start, end)] : [];
    }

    /// <summary>The words that a range touches; an empty range touches the word that it lies in, or else the one that it ends.</summary>
    private static (int First, int Last) Touched(IReadOnlyList<(int Start, int End)> words, (int Start, int End) token)
    {
        if (token.Start >= token.End)
        {
            int word = FirstThatEndsAfter(words, token.Start);
            if (word < words.Count && words[word].Start <= token.Start) return (word, word);
            return word > 0 && words[word - 1].End == token.Start ? (word - 1, word - 1) : (0, None);
        }

        int first = FirstThatEndsAfter(words, token.Start);
        int last = FirstThatEndsAfter(words, token.End - 1);
        return (first, last < words.Count && words[last].Start < token.End ? last : last - 1);
    }

    // White space before a word is the word's own in every tokenizer that has it as a token; behind the last word that the
    // model saw, it is that word's.
    private static int Nearest(IReadOnlyList<(int Start, int End)> words, bool[] seen, (int Start, int End) token)
    {
        int next = FirstThatEndsAfter(words, token.Start), before = next - 1;
        int seenNext = Array.IndexOf(seen, true, next);
        if (seenNext >= 0) return seenNext;
        int seenBefore = before >= 0 ? Array.LastIndexOf(seen, true, before) : None;
        return seenBefore >= 0 ? seenBefore : next < words.Count ? next : before;
    }

    private static int FirstThatEndsAfter(IReadOnlyList<(int Start, int End)> words, int position)
    {
        int low = 0, high = words.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (words[middle].End > position) high = middle;
            else low = middle + 1;
        }

        return low;
    }
}
