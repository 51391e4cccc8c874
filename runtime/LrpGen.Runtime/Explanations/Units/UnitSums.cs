using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>Sums words over sentences and paragraphs.</summary>
internal static class UnitSums
{
    /// <summary>The units of both sequences.</summary>
    /// <param name="explanation">The explanation.</param>
    /// <param name="split">Where units start and end in a text, in order and without overlap.</param>
    public static ImmutableArray<UnitRelevance> Of(TextExplanation explanation, Func<string, List<(int Start, int End)>> split)
    {
        var result = ImmutableArray.CreateBuilder<UnitRelevance>();
        for (int sequence = 0; sequence < (explanation.Pair is null ? 1 : 2); sequence++)
        {
            // Words are to a sentence what tokens are to a word: one that lies over two sentences makes them one.
            WordUnits units = WordUnits.Of(
                split(explanation.Source(sequence)),
                [.. explanation.Words.Select(word => word.Sequence == sequence ? (word.Start, word.End) : ((int, int)?)null)]);
            var words = new ImmutableArray<int>.Builder[units.Units.Count];
            for (int unit = 0; unit < words.Length; unit++) words[unit] = ImmutableArray.CreateBuilder<int>();
            for (int word = 0; word < explanation.Words.Length; word++)
            {
                if (units.UnitOfToken[word] is >= 0 and int unit) words[unit].Add(word);
            }

            foreach ((int unit, (int start, int end)) in units.Units.Index()) result.Add(Sum(explanation, start, end, sequence, words[unit].DrainToImmutable()));
        }

        return result.DrainToImmutable();
    }

    /// <summary>The place of every unit by magnitude, the largest first, from 1; 0 for those that the model did not see.</summary>
    public static int[] Ranks(ImmutableArray<UnitRelevance> units)
    {
        int[] ranks = new int[units.Length];
        int rank = 0;
        foreach (int unit in Enumerable.Range(0, units.Length).Where(u => units[u].IsSeen).OrderByDescending(u => Math.Abs(units[u].Relevance)))
        {
            ranks[unit] = ++rank;
        }

        return ranks;
    }

    private static UnitRelevance Sum(TextExplanation explanation, int start, int end, int sequence, ImmutableArray<int> words)
    {
        // Over tokens, not over the words' rounded sums.
        double sum = 0;
        bool seen = false;
        foreach (int word in words)
        {
            foreach (int token in explanation.Words[word].Tokens)
            {
                sum += explanation.Tokens[token].Relevance;
                seen = true;
            }
        }

        return new(start, end, sequence, (float)sum, words, seen);
    }
}
