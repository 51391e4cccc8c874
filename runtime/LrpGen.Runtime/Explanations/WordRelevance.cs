using System.Collections.Immutable;

namespace LrpGen.Runtime;

/// <summary>One word of the source text and its relevance.</summary>
/// <param name="Start">Where it starts in the source, in UTF-16 code units.</param>
/// <param name="End">Where it ends in the source (exclusive).</param>
/// <param name="Sequence">0 for the text, 1 for the pair.</param>
/// <param name="Relevance">The sum of its tokens' relevances: relevance is additive.</param>
/// <param name="Strongest">The token relevance of the largest magnitude, with its sign.</param>
/// <param name="Tokens">The indices of its tokens.</param>
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

    /// <summary>
    /// Sums token relevances over ranges of the source. A token that lies over several words counts for the one it
    /// shares most characters with (the first, if equal), so that nothing is counted twice; a word without tokens gets 0.
    /// </summary>
    /// <param name="tokens">All tokens. Special tokens belong to no word.</param>
    /// <param name="words">The words: ascending, without overlap within a sequence.</param>
    public static ImmutableArray<WordRelevance> Sum(
        ImmutableArray<TokenRelevance> tokens,
        IReadOnlyList<(int Start, int End, int Sequence)> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var members = new List<int>?[words.Count];
        for (int t = 0; t < tokens.Length; t++)
        {
            TokenRelevance token = tokens[t];
            int best = -1, most = 0;
            for (int w = 0; w < words.Count && !token.IsSpecial; w++)
            {
                int shared = Math.Min(token.End, words[w].End) - Math.Max(token.Start, words[w].Start);
                if (words[w].Sequence == token.Sequence && shared > most) (best, most) = (w, shared);
            }

            if (best >= 0) (members[best] ??= []).Add(t);
        }

        var result = ImmutableArray.CreateBuilder<WordRelevance>(words.Count);
        for (int w = 0; w < words.Count; w++)
        {
            // Summed in float64: the order of the tokens must not show in the last digits.
            double sum = 0;
            float strongest = 0;
            foreach (int t in members[w] ?? [])
            {
                float relevance = tokens[t].Relevance;
                sum += relevance;
                if (MathF.Abs(relevance) > MathF.Abs(strongest)) strongest = relevance;
            }

            result.Add(new(words[w].Start, words[w].End, words[w].Sequence, (float)sum, strongest, [.. members[w] ?? []]));
        }

        return result.MoveToImmutable();
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
