namespace LrpGen.Text.Tokenization;

/// <summary>Pieces that a SentencePiece model takes from the source as they are, before anything is normalised.</summary>
internal sealed class UserDefinedPieces(PieceTable pieces, ReadOnlySpan<int> ids)
{
    private readonly CharTrie trie = CharTrie.Of(pieces, ids);

    /// <summary>Whether any piece begins with a character.</summary>
    internal bool CanBeginWith(char c) => trie.Root(c) >= 0;

    /// <summary>The length of the longest piece that a text begins with, or 0.</summary>
    internal int Longest(ReadOnlySpan<char> text, out int id)
    {
        id = trie.Longest(text, out int length);
        return length;
    }
}
