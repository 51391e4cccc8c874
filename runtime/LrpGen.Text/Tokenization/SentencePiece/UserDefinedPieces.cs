namespace LrpGen.Text.Tokenization;

/// <summary>Pieces that a SentencePiece model takes from the source as they are, before anything is normalised.</summary>
internal sealed class UserDefinedPieces
{
    private readonly CharTrie trie;

    internal UserDefinedPieces(IEnumerable<(string Text, int Id)> pieces)
    {
        (string Text, int Id)[] all = [.. pieces.Where(piece => piece.Text.Length > 0)];
        trie = new CharTrie([.. all.Select(piece => piece.Text)], [.. all.Select(piece => piece.Id)]);
    }

    /// <summary>The length of the longest piece that a text begins with, or 0.</summary>
    internal int Longest(ReadOnlySpan<char> text, out int id)
    {
        id = trie.Longest(text, out int length);
        return length;
    }
}
