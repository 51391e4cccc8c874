using LrpGen.Text.Tokenization;

namespace LrpGen.Text.Tests;

/// <summary>sentencepiece searches a text at once, with a 32-bit sum that runs on; here words are looked up, and nothing shows of it.</summary>
public sealed class UnigramWordsTests
{
    private const int Unknown = 0;

    [Fact]
    public void Words_that_are_looked_up_become_what_a_search_of_the_whole_text_gives()
    {
        // Scores in steps of 2^-20: many ways are equal, or differ by less than a long sum rounds away.
        Random random = new(20261130);
        int decidedByRounding = 0;
        for (int run = 0; run < 200; run++)
        {
            UnigramVocabulary vocabulary = Draw(random);
            UnigramModel<SingleScores> model = new(vocabulary);
            Assert.True(vocabulary.BlanksBeginPieces);
            string[] words = [.. Enumerable.Range(0, 12).Select(_ => Word(random, "abcx", 9))];
            for (int text = 0; text < 4; text++)
            {
                string whole = string.Concat(Enumerable.Range(0, 150).Select(_ => TextPipeline.Blank + words[random.Next(words.Length)]));
                (List<EncodedToken> byWords, List<EncodedToken> atOnce) = ([], []);
                Scratch scratch = Scratch.Rent();
                AlignedText aligned = new();
                aligned.SetSource(whole, 0);
                model.Encode(aligned, 0, aligned.Length, findControl: false, scratch, byWords);
                model.EncodeAtOnce(aligned, 0, aligned.Length, scratch, atOnce);
                Assert.Equal(atOnce, byWords);

                // The same words, each as if it stood alone, would sometimes be cut elsewhere: the case is no idle one.
                List<EncodedToken> alone = [];
                for (int start = 0, end; start < whole.Length; start = end)
                {
                    end = whole.IndexOf(TextPipeline.Blank, start + 1) is >= 0 and int next ? next : whole.Length;
                    model.EncodeAtOnce(aligned, start, end, scratch, alone);
                }

                if (!alone.SequenceEqual(atOnce)) decidedByRounding++;
            }
        }

        Assert.True(decidedByRounding > 0, "rounding decided nothing");
    }

    [Fact]
    public void Where_a_piece_lies_over_two_words_the_text_is_searched_at_once()
    {
        PieceTable.Builder pieces = new(4);
        foreach (string piece in (string[])["<unk>", "▁", "a", "b", "a▁b"]) pieces.Add(piece);
        UnigramVocabulary vocabulary = new(pieces.Build(), [0, -1, -2, -2, -1], [1, 2, 3, 4], [], Unknown, -20);
        Assert.False(vocabulary.BlanksBeginPieces);
        AlignedText aligned = new();
        aligned.SetSource("▁a▁b", 0);
        List<EncodedToken> tokens = [];
        new UnigramModel<SingleScores>(vocabulary).Encode(aligned, 0, aligned.Length, findControl: false, Scratch.Rent(), tokens);
        Assert.Equal([1, 4], tokens.Select(token => token.Id));
    }

    [Fact]
    public void A_trie_finds_what_a_dictionary_finds()
    {
        // A few letters, and the largest units there are: buckets have pieces of many beginnings.
        Random random = new(7);
        PieceTable.Builder builder = new(4000);
        Dictionary<string, int> expected = [];
        for (int id = 0; id < 4000; id++)
        {
            string piece = Word(random, "ab\0\uFFFFक😀", 5);
            if (random.Next(50) == 0) piece = "";
            builder.Add(piece);
            expected[piece] = id;
        }

        PieceTable pieces = builder.Build();
        double[] scores = [.. Enumerable.Range(0, 4000).Select(id => -(double)id)];
        PieceTrie trie = new(pieces, scores, [.. Enumerable.Range(0, 4000)]);
        foreach ((string piece, int id) in expected) Assert.Equal(piece.Length == 0 ? -1 : id, trie.Find(piece));
        for (int i = 0; i < 20000; i++)
        {
            string other = Word(random, "ab\0\uFFFFकc😀", 6);
            Assert.Equal(expected.GetValueOrDefault(other, -1), trie.Find(other));
        }
    }

    private static UnigramVocabulary Draw(Random random)
    {
        HashSet<string> texts = ["▁", "a", "b", "c"];
        while (texts.Count < 40) texts.Add((random.Next(3) == 0 ? "▁" : "") + Word(random, "abc", 4));
        PieceTable.Builder pieces = new(64);
        pieces.Add("<unk>");
        foreach (string text in texts) pieces.Add(text);
        double[] scores = [0, .. texts.Select(text => (double)(float)(-(3 * text.Length) + (random.Next(-3, 4) / 1048576.0)))];
        return new UnigramVocabulary(pieces.Build(), scores, [.. Enumerable.Range(1, texts.Count)], [], Unknown, -30);
    }

    private static string Word(Random random, string letters, int longest)
    {
        string word = string.Concat(Enumerable.Range(0, 1 + random.Next(longest)).Select(_ => letters[random.Next(letters.Length)]));
        return word;
    }
}
