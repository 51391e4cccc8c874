using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>The words of explanations.</summary>
public static class ExplanationWords
{
    /// <summary>The same explanation with its tokens summed over other words.</summary>
    /// <param name="explanation">A finished explanation.</param>
    /// <param name="options">What counts as a word.</param>
    public static TextExplanation WithWords(this TextExplanation explanation, WordOptions options)
    {
        ArgumentNullException.ThrowIfNull(explanation);
        ArgumentNullException.ThrowIfNull(options);
        return explanation with { Words = Of(explanation.Text, explanation.Pair, explanation.Tokens, options) };
    }

    internal static ImmutableArray<WordRelevance> Of(string text, string? pair, ImmutableArray<TokenRelevance> tokens, WordOptions? options)
    {
        IEnumerable<(int, int, int)> In(string? source, int sequence) =>
            source is null ? [] : Words.Split(source, options).Select(word => (word.Start, word.End, sequence));

        return WordRelevance.Sum(tokens, [.. In(text, 0), .. In(pair, 1)]);
    }
}
