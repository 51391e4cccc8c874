namespace LrpGen.Text.Tokenization;

/// <summary>
/// WordPiece (Schuster and Nakajima 2012, as in BERT): the longest piece at every place; a word that has a place without one is unknown as a whole.
/// </summary>
internal sealed class WordPieceModel : ITokenModel
{
    private readonly Vocabulary vocabulary;
    private readonly CharTrie first;
    private readonly CharTrie following;
    private readonly int longestWord;
    private readonly WordCache words = new();

    /// <param name="vocabulary">The pieces; those that continue a word begin with <paramref name="prefix"/>.</param>
    /// <param name="unknown">The unknown piece.</param>
    /// <param name="prefix">What continuing pieces begin with.</param>
    /// <param name="longestWord">Longer words, in characters, are unknown.</param>
    internal WordPieceModel(Vocabulary vocabulary, string unknown, string prefix, int longestWord)
    {
        this.vocabulary = vocabulary;
        this.longestWord = longestWord;
        UnknownId = vocabulary.Find(unknown);
        first = CharTrie.Of(vocabulary.Pieces);
        following = CharTrie.Of(
            vocabulary.Pieces,
            [.. Enumerable.Range(0, vocabulary.Count).Where(id => vocabulary.Pieces[id].StartsWith(prefix, StringComparison.Ordinal))],
            prefix.Length);
    }

    public int Count => vocabulary.Count;

    public int UnknownId { get; }

    public string Piece(int id) => vocabulary.Piece(id);

    public int Find(ReadOnlySpan<char> piece) => vocabulary.Find(piece);

    public void Encode(AlignedText text, int start, int end, bool findControl, Scratch scratch, List<EncodedToken> tokens)
    {
        if (words.TryEncode(this, text, start, end, tokens, out int hash)) return;

        bool isAdded = words.HasRoom(end - start, hash);
        List<WordCache.Piece>? pieces = isAdded ? [] : null;
        int before = tokens.Count;
        bool isKnown = CharactersOf(text.Chars[start..end]) <= longestWord;
        for (int at = start; isKnown && at < end;)
        {
            int id = (at == start ? first : following).Longest(text.Chars[at..end], out int length);
            isKnown = id >= 0;
            if (!isKnown) break;
            tokens.Add(new EncodedToken(
                id, vocabulary.Piece(id), text.Starts[at], text.Ends[at + length - 1], IsSpecial: false, Sequence: 0, TypeId: 0, id == UnknownId));
            pieces?.Add(new WordCache.Piece(id, at - start, at + length - start));
            at += length;
        }

        if (!isKnown)
        {
            tokens.RemoveRange(before, tokens.Count - before);
            tokens.Add(new EncodedToken(
                UnknownId, text.Chars[start..end].ToString(), text.Starts[start], text.Ends[end - 1], IsSpecial: false, Sequence: 0, TypeId: 0, IsUnknown: true));
            if (isAdded) pieces = [new WordCache.Piece(UnknownId, 0, end - start)];
        }

        if (isAdded) words.Add(text.Chars[start..end], hash, [.. pieces!]);
    }

    private static int CharactersOf(ReadOnlySpan<char> text)
    {
        int count = text.Length;
        foreach (char c in text)
        {
            if (char.IsLowSurrogate(c)) count--;
        }

        return count;
    }
}
