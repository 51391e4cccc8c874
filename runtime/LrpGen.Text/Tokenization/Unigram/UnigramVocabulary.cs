namespace LrpGen.Text.Tokenization;

/// <summary>The pieces of a Unigram model: what they are called, what they cost, and a trie to find them.</summary>
internal sealed class UnigramVocabulary
{
    /// <summary>What an unknown character costs below the cheapest piece; the value is sentencepiece's.</summary>
    internal const double UnknownPenalty = 10;

    /// <summary>The longest piece that is read, in UTF-16 units; sentencepiece's default is 16 characters.</summary>
    internal const int MaxPieceLength = 1024;

    private readonly PieceTable pieces;
    private readonly HashSet<int> control;
    private readonly SearchTable plain;
    private readonly Lazy<SearchTable> withControl;

    /// <param name="pieces">The piece of every id.</param>
    /// <param name="scores">The logarithm of every piece's probability.</param>
    /// <param name="found">The ids of pieces that are found in text, smaller ones first.</param>
    /// <param name="control">The ids of those that stand for no text, such as <c>&lt;s&gt;</c>, and are found only where they are asked for.</param>
    /// <param name="unknownId">The id of characters that no piece has.</param>
    /// <param name="unknownScore">What such a character costs.</param>
    internal UnigramVocabulary(PieceTable pieces, double[] scores, ReadOnlySpan<int> found, HashSet<int> control, int unknownId, double unknownScore)
    {
        this.pieces = pieces;
        this.control = control;
        UnknownId = unknownId;
        UnknownScore = unknownScore;
        plain = SearchTable.Of(pieces, scores, found);
        int[] plainIds = control.Count == 0 ? [] : found.ToArray();
        withControl = new(() => control.Count == 0 ? plain : SearchTable.Of(pieces, scores, [.. plainIds.Concat(control).Order()]));
    }

    internal int UnknownId { get; }

    internal double UnknownScore { get; }

    /// <summary>One more than the largest id.</summary>
    internal int Count => pieces.Count;

    /// <summary>What an id is called.</summary>
    internal string Piece(int id) => pieces.Text(id);

    /// <summary>The id of a piece, or -1.</summary>
    internal int Find(ReadOnlySpan<char> piece)
    {
        int found = plain.Trie.Find(piece);
        foreach (int id in control)
        {
            if (id > found && piece.SequenceEqual(pieces[id])) found = id;
        }

        return found;
    }

    /// <summary>What to search with.</summary>
    /// <param name="findControl">Whether control pieces can be found in text.</param>
    internal SearchTable Table(bool findControl) => findControl ? withControl.Value : plain;

    /// <summary>A trie of pieces, and their scores by their numbers in it.</summary>
    internal sealed record SearchTable(CharTrie Trie, double[] Scores)
    {
        internal static SearchTable Of(PieceTable pieces, double[] scores, ReadOnlySpan<int> ids)
        {
            CharTrie trie = CharTrie.Of(pieces, ids);
            double[] byNumber = new double[trie.KeyCount];
            for (int number = 0; number < byNumber.Length; number++) byNumber[number] = scores[trie.ValueOf(number)];
            return new SearchTable(trie, byNumber);
        }
    }
}
