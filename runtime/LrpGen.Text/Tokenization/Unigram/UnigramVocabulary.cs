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
    private readonly PieceTrie plain;
    private readonly Lazy<PieceTrie> withControl;
    private readonly Lazy<bool> blanksBeginPieces;

    /// <param name="pieces">The piece of every id.</param>
    /// <param name="scores">The logarithm of every piece's probability.</param>
    /// <param name="found">The ids of pieces that are found in text, smaller ones first.</param>
    /// <param name="control">The ids of those that stand for no text, such as <c>&lt;s&gt;</c>, and are found only where they are asked for.</param>
    /// <param name="unknownId">The id of characters that no piece has.</param>
    /// <param name="unknownScore">What such a character costs.</param>
    internal UnigramVocabulary(PieceTable pieces, double[] scores, int[] found, HashSet<int> control, int unknownId, double unknownScore)
    {
        this.pieces = pieces;
        this.control = control;
        UnknownId = unknownId;
        UnknownScore = unknownScore;
        plain = new PieceTrie(pieces, scores, found);
        LargestScore = Math.Abs(unknownScore);
        foreach (int id in found) LargestScore = Math.Max(LargestScore, Math.Abs(scores[id]));
        blanksBeginPieces = new(() => plain.Single(TextPipeline.Blank) >= 0 && !found.Any(id => HasInnerBlank(pieces[id])));
        withControl = new(() => control.Count == 0 ? plain : new PieceTrie(pieces, scores, [.. found.Concat(control).Order()]));
    }

    internal int UnknownId { get; }

    internal double UnknownScore { get; }

    /// <summary>The largest magnitude of a score.</summary>
    internal double LargestScore { get; }

    /// <summary>Whether the blank is a piece, and no piece has one but at its beginning: then every word can be searched by itself.</summary>
    internal bool BlanksBeginPieces => blanksBeginPieces.Value;

    /// <summary>One more than the largest id.</summary>
    internal int Count => pieces.Count;

    /// <summary>What an id is called.</summary>
    internal string Piece(int id) => pieces.Text(id);

    /// <summary>The id of a piece, or -1.</summary>
    internal int Find(ReadOnlySpan<char> piece)
    {
        int found = plain.Find(piece);
        foreach (int id in control)
        {
            if (id > found && piece.SequenceEqual(pieces[id])) found = id;
        }

        return found;
    }

    private static bool HasInnerBlank(ReadOnlySpan<char> piece) => piece.Length > 1 && piece[1..].Contains(TextPipeline.Blank);

    /// <summary>What to search with.</summary>
    /// <param name="findControl">Whether control pieces can be found in text.</param>
    internal PieceTrie Trie(bool findControl) => findControl ? withControl.Value : plain;
}
