using System.Collections.Immutable;
using CsCheck;
using LrpGen.Runtime;

namespace LrpGen.Text.Tests;

public sealed class PropertyTests
{
    private static readonly Gen<string> AnyText = Gen.OneOf(
            Gen.Char,
            Gen.Char[' ', '~'],
            Gen.Char['\u0900', '\u0DFF'],
            Gen.Char['\u0E00', '\u11FF'],
            Gen.Char['\u3040', '\u30FF'],
            Gen.Char['\uD800', '\uDFFF'],
            Gen.OneOfConst('#', '@', '.', '!', '。', '।', '_', 'A', 'b', '/', ':'),
            Gen.OneOfConst(' ', '\u0301', '\u200D', '\u2581', '\u0001', '\uFDFA', '\uFB01', '\u0085', '\uD83D', '\uDE00', '\r', '\n', '\0'))
        .Array[0, 40].Select(a => new string(a));

    private static readonly Gen<string> Sentence = Gen.Char['a', 'z'].Array[1, 8].Select(a => new string(a))
        .Array[1, 6].Select(words => string.Join(' ', words));

    [Fact]
    public void Ranges_rise_and_lie_within_any_text() => AnyText.Sample(text =>
    {
        foreach (TextTokenizer tokenizer in new[] { Tokenizers.SmallFast, Tokenizers.SmallSlow, Tokenizers.SmallConverter })
        {
            foreach (SpecialStrings special in Enum.GetValues<SpecialStrings>())
            {
                TextEncoding encoding = tokenizer.With(tokenizer.Options with { SpecialStrings = special }).Encode(text, int.MaxValue);
                int start = 0;
                int end = 0;
                foreach (EncodedToken token in encoding.Tokens)
                {
                    if (token.IsSpecial) continue;
                    if (token.Start < start || token.End < end || token.Start >= token.End || token.End > text.Length) return false;
                    (start, end) = (token.Start, token.End);
                }
            }
        }

        return true;
    });

    [Fact]
    public void Every_token_of_a_text_belongs_to_one_word() => AnyText.Sample(text =>
    {
        TextEncoding encoding = Tokenizers.SmallFast.Encode(text, int.MaxValue);
        WordAlignment alignment = WordAlignment.Align(encoding);
        return alignment.TokensOfWord.Sum(t => t.Length) == encoding.Tokens.Count(t => !t.IsSpecial)
            && alignment.Words.Zip(alignment.TokensOfWord).All(w => !w.Second.IsEmpty || alignment.Unseen.Any(u => u.Start <= w.First.Start && w.First.End <= u.End));
    });

    [Fact]
    public void Every_visible_character_is_covered_or_marked() => AnyText.Sample(text =>
    {
        TextEncoding encoding = Tokenizers.SmallSlow.Encode(text, 12);
        WordAlignment alignment = WordAlignment.Align(encoding);
        bool[] known = new bool[text.Length];
        foreach (EncodedToken t in encoding.Tokens) known.AsSpan(t.Start..t.End).Fill(true);
        foreach (UnseenSpan u in alignment.Unseen) known.AsSpan(u.Start..u.End).Fill(true);

        return Clusters(text).All(c => char.IsWhiteSpace(text[c.Start]) || known.AsSpan(c.Start..c.End).Contains(true));
    });

    [Fact]
    public void Words_are_in_order_and_hold_everything_but_white_space() => AnyText.Sample(text =>
    {
        int end = 0;
        foreach (WordSpan word in Words.Split(text))
        {
            if (word.Start < end || word.End <= word.Start || !string.IsNullOrWhiteSpace(text[end..word.Start])) return false;
            end = word.End;
        }

        return string.IsNullOrWhiteSpace(text[end..]);
    });

    [Fact]
    public void No_word_ends_inside_a_grapheme_cluster() => Gen.Select(AnyText, Gen.Bool).Sample((text, split) =>
    {
        // A cluster can begin with white space that carries a mark: there, white space decides.
        HashSet<int> boundaries = [.. Clusters(text).Select(c => c.Start), text.Length];
        return Words.Split(text, new() { SplitHashtags = split }).All(word => IsBoundary(word.Start) && IsBoundary(word.End));

        bool IsBoundary(int at) => boundaries.Contains(at) || char.IsWhiteSpace(text[at - 1]);
    });

    [Fact]
    public void Every_level_adds_up_to_the_same_total() => Gen.Select(AnyText, Gen.Int[4, 60], Gen.Bool).Sample((text, limit, split) =>
    {
        TextEncoding encoding = Tokenizers.SmallFast.Encode(text, limit);

        // Whole numbers, so that sums are exact.
        ImmutableArray<TokenRelevance> tokens =
            [.. encoding.Tokens.Select((t, i) => new TokenRelevance(t.Id, t.Piece, t.Start, t.End, 0, t.IsSpecial, t.IsUnknown, ((i * 7919) % 201) - 100))];
        TextExplanation why = new TextExplanation
        {
            Text = text,
            Labels = [new("a", 1, 1)],
            PredictedLabel = 0,
            Target = new("a", [1], 1, 0),
            Method = "attnlrp",
            Model = "model",
            Tokens = tokens,
            Words = [],
        }.WithWords(new() { SplitHashtags = split });

        double words = why.Words.Sum(word => (double)word.Relevance);
        return words + why.RelevanceOutsideWords == why.TokenSum
            && IsLevel(why, why.Sentences, words)
            && IsLevel(why, why.Paragraphs, words)
            && why.Sentences.All(s => why.Paragraphs.Count(p => p.Start <= s.Start && s.End <= p.End) == 1);
    });

    // The same total, every word in one unit and inside of it, nothing visible left out.
    private static bool IsLevel(TextExplanation why, ImmutableArray<UnitRelevance> units, double total)
    {
        int end = 0;
        foreach (UnitRelevance unit in units)
        {
            if (unit.Start < end || unit.End <= unit.Start || !string.IsNullOrWhiteSpace(why.Text[end..unit.Start])) return false;
            if (unit.Words.Any(w => why.Words[w].Start < unit.Start || why.Words[w].End > unit.End)) return false;
            end = unit.End;
        }

        return string.IsNullOrWhiteSpace(why.Text[end..])
            && units.Sum(unit => (double)unit.Relevance) == total
            && units.SelectMany(unit => unit.Words).SequenceEqual(Enumerable.Range(0, why.Words.Length));
    }

    [Fact]
    public void Decoding_gives_back_words_of_the_vocabulary() => Sentence.Sample(text =>
    {
        IReadOnlyList<int> ids = Tokenizers.SmallFast.EncodeToIds(text);
        return ids.Contains(Tokenizers.SmallFast.UnknownTokenId) || Tokenizers.SmallFast.Decode(ids) == text;
    });

    [Fact]
    public void Truncation_keeps_a_prefix_and_says_what_is_missing() => Gen.Select(AnyText, Gen.Int[2, 20]).Sample((text, limit) =>
    {
        TextEncoding whole = Tokenizers.SmallFast.Encode(text, int.MaxValue);
        TextEncoding cut = Tokenizers.SmallFast.Encode(text, limit);
        return cut.Tokens.Length <= limit
            && cut.TokenCountBeforeTruncation == whole.Tokens.Length
            && cut.Tokens[..^1].SequenceEqual(whole.Tokens[..(cut.Tokens.Length - 1)])
            && cut.Truncated.IsEmpty != cut.IsTruncated;
    });

    private static IEnumerable<TextSpan> Clusters(string text)
    {
        for (int at = 0; at < text.Length;)
        {
            int end = at + System.Globalization.StringInfo.GetNextTextElementLength(text, at);
            yield return new TextSpan(at, end);
            at = end;
        }
    }
}
