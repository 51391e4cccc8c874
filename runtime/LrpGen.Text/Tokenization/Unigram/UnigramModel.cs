namespace LrpGen.Text.Tokenization;

/// <summary>A Unigram model: the segmentation with the largest sum of scores.</summary>
/// <remarks>
/// sentencepiece searches a whole text at once, with a sum of 32 bits that runs on. Where every blank begins a piece, no piece lies over two
/// words, and the way through a word depends on those before only by how their sum is rounded. So the way that was found once is taken again
/// where it is better than any other by more than all rounding there can be, and its steps are added to the sum one by one, as a search would.
/// </remarks>
/// <typeparam name="TArithmetic">Whose sums.</typeparam>
internal sealed class UnigramModel<TArithmetic>(UnigramVocabulary vocabulary) : ITokenModel
    where TArithmetic : struct, IScoreArithmetic
{
    private readonly WordCache words = new();

    public int Count => vocabulary.Count;

    public int UnknownId => vocabulary.UnknownId;

    public string Piece(int id) => vocabulary.Piece(id);

    public int Find(ReadOnlySpan<char> piece) => vocabulary.Find(piece);

    public void Encode(AlignedText text, int start, int end, bool findControl, Scratch scratch, List<EncodedToken> tokens)
    {
        if (findControl)
        {
            Search(vocabulary.Trie(findControl), text, start, end, 0, scratch.Lattice, tokens);
        }
        else if (TArithmetic.RunsOn && vocabulary.BlanksBeginPieces)
        {
            EncodeWords(text, start, end, scratch.Lattice, tokens);
        }
        else if (!words.TryEncode(this, text, start, end, tokens, out int hash))
        {
            Search(vocabulary.Trie(findControl), text, start, end, 0, scratch.Lattice, tokens);
            if (words.HasRoom(end - start, hash)) words.Add(text.Chars[start..end], hash, UnigramSearch.Pieces(vocabulary, end - start, scratch.Lattice));
        }
    }

    /// <summary>The same without looking words up: for comparison.</summary>
    internal void EncodeAtOnce(AlignedText text, int start, int end, Scratch scratch, List<EncodedToken> tokens)
        => Search(vocabulary.Trie(findControl: false), text, start, end, 0, scratch.Lattice, tokens);

    private void EncodeWords(AlignedText text, int start, int end, Lattice lattice, List<EncodedToken> tokens)
    {
        double till = 0;
        for (int next; start < end; start = next)
        {
            int blank = text.Chars[(start + 1)..end].IndexOf(TextPipeline.Blank);
            next = blank < 0 ? end : start + 1 + blank;
            till = EncodeWord(text, start, next, till, lattice, tokens);
        }
    }

    private double EncodeWord(AlignedText text, int start, int end, double till, Lattice lattice, List<EncodedToken> tokens)
    {
        ReadOnlySpan<char> word = text.Chars[start..end];
        double rounding = Rounding(word.Length, till);
        WordCache.Entry? known = words.Find(word, out int hash);
        if (known is not null && known.Margin > rounding)
        {
            WordCache.AddTokens(known, this, text, start, end, tokens);
            foreach (double step in known.Steps) till = TArithmetic.Round(step + till);
            return till;
        }

        PieceTrie trie = vocabulary.Trie(findControl: false);
        Search(trie, text, start, end, till, lattice, tokens);
        if (known is null && words.HasRoom(word.Length, hash))
        {
            words.Add(new WordCache.Entry(word.ToString(), hash, UnigramSearch.Pieces(vocabulary, word.Length, lattice))
            {
                Steps = UnigramSearch.Steps(vocabulary, trie, word.Length, lattice),
                Margin = lattice.Margin(word.Length) - rounding,
            });
        }

        return lattice.Ways[word.Length].Score;
    }

    // What rounding can change of the difference of two ways through a word: each has at most as many steps as characters, and each step is off
    // by at most half a unit in the last place of the largest sum there can be.
    private double Rounding(int length, double till)
    {
        float largest = (float)(Math.Abs(till) + (length * vocabulary.LargestScore));
        return length * (double)(MathF.BitIncrement(largest) - largest);
    }

    private void Search(PieceTrie trie, AlignedText text, int start, int end, double till, Lattice lattice, List<EncodedToken> tokens)
    {
        UnigramSearch.FindBest<TArithmetic>(trie, vocabulary.UnknownScore, text.Chars[start..end], till, lattice);
        UnigramSearch.AddTokens(vocabulary, text, start, end - start, lattice, tokens);
    }
}
