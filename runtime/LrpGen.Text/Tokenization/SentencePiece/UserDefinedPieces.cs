namespace LrpGen.Text.Tokenization;

/// <summary>Pieces that a SentencePiece model takes from the source as they are, before anything is normalised.</summary>
internal sealed class UserDefinedPieces
{
    private readonly CharTrie trie;

    internal UserDefinedPieces(IEnumerable<(string Text, int Id)> pieces)
    {
        (string Text, int Id)[] all = [.. pieces.Where(piece => piece.Text.Length > 0)];
        IsEmpty = all.Length == 0;
        trie = new CharTrie([.. all.Select(piece => piece.Text)], [.. all.Select(piece => piece.Id)]);
    }

    internal bool IsEmpty { get; }

    /// <summary>The length of the longest piece that a text begins with, or 0.</summary>
    internal int Longest(ReadOnlySpan<char> text, out int id)
    {
        (int length, id) = (0, CharTrie.None);
        if (IsEmpty) return 0;

        int node = trie.Root(text[0]);
        for (int at = 1; node >= 0; at++)
        {
            if (trie.Value(node) >= 0) (length, id) = (at, trie.Value(node));
            if (at == text.Length) break;
            node = trie.Child(node, text[at]);
        }

        return length;
    }
}
