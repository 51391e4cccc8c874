namespace LrpGen.Text.Tokenization;

/// <summary>The pieces of a Unigram model: what they are called, what they cost, and a trie to find them.</summary>
internal sealed class UnigramVocabulary
{
    /// <summary>What an unknown character costs below the cheapest piece; the value is sentencepiece's.</summary>
    internal const double UnknownPenalty = 10;

    /// <summary>The longest piece that is read, in UTF-16 units; sentencepiece's default is 16 characters.</summary>
    internal const int MaxPieceLength = 1024;

    private readonly string?[] pieces;
    private readonly double[] scores;
    private readonly bool[] isControl;

    /// <param name="pieces">The piece of every id, or null for an id that no text can reach.</param>
    /// <param name="scores">The logarithm of every piece's probability.</param>
    /// <param name="isControl">Pieces that stand for no text, such as <c>&lt;s&gt;</c>.</param>
    /// <param name="unknownId">The id of characters that no piece has.</param>
    /// <param name="unknownScore">What such a character costs.</param>
    internal UnigramVocabulary(string?[] pieces, double[] scores, bool[] isControl, int unknownId, double unknownScore)
    {
        this.pieces = pieces;
        this.scores = scores;
        this.isControl = isControl;
        UnknownId = unknownId;
        UnknownScore = unknownScore;

        var keys = new List<string>(pieces.Length);
        var ids = new List<int>(pieces.Length);
        for (int id = 0; id < pieces.Length; id++)
        {
            if (string.IsNullOrEmpty(pieces[id])) continue;
            keys.Add(pieces[id]!);
            ids.Add(id);
        }

        Trie = new CharTrie([.. keys], [.. ids]);
    }

    internal CharTrie Trie { get; }

    internal int UnknownId { get; }

    internal double UnknownScore { get; }

    /// <summary>One more than the largest id.</summary>
    internal int Count => pieces.Length;

    /// <summary>What an id is called.</summary>
    internal string Piece(int id) => pieces[id] ?? "";

    internal double Score(int id) => scores[id];

    internal bool IsControl(int id) => isControl[id];

    /// <summary>The id of a piece, or -1.</summary>
    internal int Find(ReadOnlySpan<char> piece)
    {
        if (piece.IsEmpty) return -1;

        int node = Trie.Root(piece[0]);
        for (int i = 1; i < piece.Length && node >= 0; i++) node = Trie.Child(node, piece[i]);
        return node < 0 ? -1 : Trie.Value(node);
    }
}
