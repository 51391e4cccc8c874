namespace LrpGen.Text.Tokenization;

/// <summary>A Unigram model: the segmentation with the largest sum of scores.</summary>
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
        int hash = 0;
        if (!findControl && words.TryEncode(this, text, start, end, tokens, out hash)) return;

        UnigramVocabulary.SearchTable table = vocabulary.Table(findControl);
        Lattice lattice = scratch.Lattice;
        UnigramSearch.FindBest<TArithmetic>(table, vocabulary.UnknownScore, text.Chars[start..end], lattice);
        UnigramSearch.AddTokens(vocabulary, table.Trie, text, start, end - start, lattice, tokens);
        if (!findControl && words.HasRoom(end - start, hash)) words.Add(text.Chars[start..end], hash, UnigramSearch.Pieces(vocabulary, table.Trie, end - start, lattice));
    }
}
