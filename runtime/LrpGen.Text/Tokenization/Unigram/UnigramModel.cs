namespace LrpGen.Text.Tokenization;

/// <summary>A Unigram model: the segmentation with the largest sum of scores.</summary>
/// <typeparam name="TArithmetic">Whose sums.</typeparam>
internal sealed class UnigramModel<TArithmetic>(UnigramVocabulary vocabulary) : ITokenModel
    where TArithmetic : struct, IScoreArithmetic
{
    public int Count => vocabulary.Count;

    public int UnknownId => vocabulary.UnknownId;

    public string Piece(int id) => vocabulary.Piece(id);

    public int Find(ReadOnlySpan<char> piece) => vocabulary.Find(piece);

    public void Encode(AlignedText text, int start, int end, bool findControl, Scratch scratch, List<EncodedToken> tokens) =>
        UnigramSearch.Encode<TArithmetic>(vocabulary, text, start, end, findControl, scratch.Lattice, tokens);
}
