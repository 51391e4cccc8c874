using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>One word of the source text and its relevance.</summary>
/// <param name="Start">Where it starts in the source, in UTF-16 code units.</param>
/// <param name="End">Where it ends in the source (exclusive).</param>
/// <param name="Sequence">0 for the text, 1 for the pair.</param>
/// <param name="Relevance">The sum of its tokens' relevances: relevance is additive.</param>
/// <param name="Strongest">The token relevance of the largest magnitude, with its sign.</param>
/// <param name="Tokens">The indices of its tokens; none where the model did not see the word.</param>
public sealed record WordRelevance(
    int Start,
    int End,
    int Sequence,
    float Relevance,
    float Strongest,
    ImmutableArray<int> Tokens)
{
    /// <summary>The indices of its tokens.</summary>
    public ImmutableArray<int> Tokens { get; init => field = value.OrEmpty(); } = Tokens.OrEmpty();

    /// <summary>Whether the model saw anything of the word. One that it did not see has no relevance and no place in a ranking.</summary>
    public bool IsSeen => !Tokens.IsEmpty;

    /// <summary>Sums token relevances over words: relevance is additive.</summary>
    /// <remarks>
    /// A model sees a token as a whole. Words that share a token therefore become one, from the start of the first to the end
    /// of the last, and tokens that cover nothing but white space belong to the word that follows them (behind the last one,
    /// to that). So every token but the special ones counts for exactly one word: the words' sum is that of their tokens.
    /// </remarks>
    /// <param name="tokens">All tokens. Special tokens belong to no word.</param>
    /// <param name="words">The words: ascending, without overlap within a sequence.</param>
    /// <returns>
    /// The words of the first sequence, then those of the second. A word without tokens was not seen by the model. A sequence
    /// without words whose tokens cover something (white space) has one word, which is what they cover.
    /// </returns>
    public static ImmutableArray<WordRelevance> Sum(
        ImmutableArray<TokenRelevance> tokens,
        IReadOnlyList<(int Start, int End, int Sequence)> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var result = ImmutableArray.CreateBuilder<WordRelevance>(words.Count);
        for (int sequence = 0; sequence < 2; sequence++)
        {
            WordUnits units = WordUnits.Of(
                [.. words.Where(word => word.Sequence == sequence).Select(word => (word.Start, word.End))],
                [.. tokens.Select(token => token.IsSpecial || token.Sequence != sequence ? ((int, int)?)null : (token.Start, token.End))]);
            var members = new ImmutableArray<int>.Builder[units.Units.Count];
            for (int unit = 0; unit < members.Length; unit++) members[unit] = ImmutableArray.CreateBuilder<int>();
            for (int token = 0; token < tokens.Length; token++)
            {
                if (units.UnitOfToken[token] is >= 0 and int unit) members[unit].Add(token);
            }

            foreach ((int unit, (int start, int end)) in units.Units.Index())
            {
                // Summed in float64: the order of the tokens must not show in the last digits.
                double sum = 0;
                float strongest = 0;
                foreach (int token in members[unit])
                {
                    float relevance = tokens[token].Relevance;
                    sum += relevance;
                    if (MathF.Abs(relevance) > MathF.Abs(strongest)) strongest = relevance;
                }

                result.Add(new(start, end, sequence, (float)sum, strongest, members[unit].DrainToImmutable()));
            }
        }

        return result.DrainToImmutable();
    }

    /// <inheritdoc/>
    public bool Equals(WordRelevance? other) =>
        other is not null
        && Start == other.Start
        && End == other.End
        && Sequence == other.Sequence
        && Relevance.Equals(other.Relevance)
        && Strongest.Equals(other.Strongest)
        && Tokens.SameAs(other.Tokens);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Start, End, Sequence, Relevance, Strongest, Tokens.Length);
}
