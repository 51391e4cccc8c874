namespace LrpGen.Text.Unigram;

/// <summary>The pipeline of sentencepiece: one normaliser and one search over the whole text, with sums kept in 32 bits.</summary>
internal sealed class SlowPipeline(UnigramVocabulary vocabulary, Charsmap charsmap, IReadOnlyList<AddedToken> special)
    : UnigramPipeline(vocabulary)
{
    private readonly SentencePieceNormalizer normalizer = new(charsmap);
    private readonly AddedTokens addedTokens = new(special);

    internal override string Piece(int id) => special.FirstOrDefault(t => t.Id == id)?.Content ?? Vocabulary.Piece(id);

    internal override bool IsSpecial(int id) => special.Any(t => t.Id == id);

    internal override int Find(string piece) => special.FirstOrDefault(t => t.Content == piece)?.Id ?? Vocabulary.Find(piece);

    internal override void Encode(ReadOnlySpan<char> text, SpecialStrings special, Scratch scratch, List<EncodedToken> tokens)
    {
        if (special != SpecialStrings.Match)
        {
            EncodePart(text, 0, scratch, tokens);
            return;
        }

        for (int at = 0; at < text.Length;)
        {
            AddedToken? token = addedTokens.FindNext(text, at, out int start, out int end);
            EncodePart(text[at..start], at, scratch, tokens);
            if (token is not null)
            {
                tokens.Add(new EncodedToken(
                    token.Id, token.Content, start, end, IsSpecial: false, 0, 0, token.Id == Vocabulary.UnknownId));
            }

            at = end;
        }
    }

    private void EncodePart(ReadOnlySpan<char> part, int offset, Scratch scratch, List<EncodedToken> tokens)
    {
        if (part.IsEmpty) return;

        scratch.Current.SetSource(part, offset);
        scratch.Next.Clear();
        normalizer.Apply(scratch.Current, scratch.Next);
        scratch.Swap();
        UnigramSearch.Encode<SingleScores>(
            Vocabulary, scratch.Current, 0, scratch.Current.Length, findControl: false, scratch.Lattice, tokens);
    }
}
