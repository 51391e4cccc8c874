using System.Collections.Immutable;
using LrpGen.Runtime;

namespace LrpGen.Text;

/// <summary>Which tokens belong to which word of a text, and what of the text the model never saw.</summary>
/// <remarks>
/// Relevance is additive: that of a word is the sum of its tokens'. A model sees a token as a whole, so that words which
/// share one become one; tokens that share a range are all counted. A token that covers nothing but white space belongs to the
/// word that follows it, or else to the last one. Special tokens belong to no word.
/// </remarks>
public sealed class WordAlignment
{
    /// <summary>The entry of <see cref="WordOfToken"/> for a token that belongs to no word.</summary>
    public const int NoWord = WordUnits.None;

    private WordAlignment(
        ImmutableArray<WordSpan> words,
        ImmutableArray<ImmutableArray<int>> tokensOfWord,
        ImmutableArray<int> wordOfToken,
        ImmutableArray<UnseenSpan> unseen)
    {
        Words = words;
        TokensOfWord = tokensOfWord;
        WordOfToken = wordOfToken;
        Unseen = unseen;
    }

    /// <summary>The words in the order of the text; those that share a token are one. Where nothing but white space has tokens, one word is all that they cover.</summary>
    public ImmutableArray<WordSpan> Words { get; }

    /// <summary>For every word the indices of its tokens in <see cref="TextEncoding.Tokens"/>; none where the model did not see it.</summary>
    public ImmutableArray<ImmutableArray<int>> TokensOfWord { get; }

    /// <summary>For every token of the encoding the index of its word, or <see cref="NoWord"/>.</summary>
    public ImmutableArray<int> WordOfToken { get; }

    /// <summary>
    /// The visible characters that no known token covers, in order. Every character that is not white space is either
    /// covered or in here.
    /// </summary>
    public ImmutableArray<UnseenSpan> Unseen { get; }

    /// <summary>Aligns the words of <see cref="LrpGen.Text.Words.Split"/>.</summary>
    /// <param name="encoding">A text and its tokens.</param>
    /// <param name="sequence">0 for the text, 1 for the pair.</param>
    public static WordAlignment Align(TextEncoding encoding, int sequence = 0)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        return Align(encoding, LrpGen.Text.Words.Split(TextOf(encoding, sequence)), sequence);
    }

    /// <summary>Aligns given words.</summary>
    /// <param name="encoding">A text and its tokens.</param>
    /// <param name="words">Words in the order of the text that do not overlap.</param>
    /// <param name="sequence">0 for the text, 1 for the pair.</param>
    /// <exception cref="ArgumentException">The words overlap, are out of order, or lie outside of the text.</exception>
    public static WordAlignment Align(TextEncoding encoding, ImmutableArray<WordSpan> words, int sequence = 0)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        string text = TextOf(encoding, sequence);
        Check(words, text.Length);

        WordUnits units = WordUnits.Of(
            [.. words.Select(word => (word.Start, word.End))],
            [.. encoding.Tokens.Select(token => token.IsSpecial || token.Sequence != sequence ? ((int, int)?)null : (token.Start, token.End))]);
        var tokensOfWord = units.Units.ConvertAll(_ => ImmutableArray.CreateBuilder<int>());
        for (int i = 0; i < units.UnitOfToken.Length; i++)
        {
            if (units.UnitOfToken[i] != WordUnits.None) tokensOfWord[units.UnitOfToken[i]].Add(i);
        }

        return new WordAlignment(
            [.. units.Units.Select(unit => new WordSpan(unit.Start, unit.End))],
            [.. tokensOfWord.Select(tokens => tokens.DrainToImmutable())],
            [.. units.UnitOfToken],
            UnseenText.Find(encoding, text, sequence));
    }

    private static string TextOf(TextEncoding encoding, int sequence) => sequence switch
    {
        0 => encoding.Text,
        1 => encoding.Pair ?? throw new ArgumentException("The encoding has no pair.", nameof(sequence)),
        _ => throw new ArgumentOutOfRangeException(nameof(sequence), sequence, "needed 0 (text) or 1 (pair)"),
    };

    private static void Check(ImmutableArray<WordSpan> words, int length)
    {
        int end = 0;
        foreach (WordSpan word in words)
        {
            if (word.Start < end || word.End <= word.Start || word.End > length)
            {
                throw new ArgumentException(
                    $"found the word {word.Start}..{word.End} after {end} in a text of {length} units; needed words in order, within the text.",
                    nameof(words));
            }

            end = word.End;
        }
    }
}
