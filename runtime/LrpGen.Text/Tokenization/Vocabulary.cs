namespace LrpGen.Text.Tokenization;

/// <summary>Pieces by id and ids by piece.</summary>
internal sealed class Vocabulary
{
    private readonly string?[] pieces;
    private readonly Dictionary<string, int> ids;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    internal Vocabulary(Dictionary<string, int> ids)
    {
        this.ids = ids;
        lookup = ids.GetAlternateLookup<ReadOnlySpan<char>>();
        pieces = new string?[ids.Count == 0 ? 0 : ids.Values.Max() + 1];
        foreach ((string piece, int id) in ids) pieces[id] = piece;
    }

    /// <summary>One more than the largest id.</summary>
    internal int Count => pieces.Length;

    /// <summary>All pieces with their ids.</summary>
    internal IReadOnlyDictionary<string, int> Ids => ids;

    /// <summary>What an id is called, or an empty string for an id without a piece.</summary>
    internal string Piece(int id) => pieces[id] ?? "";

    /// <summary>The id of a piece, or -1.</summary>
    internal int Find(ReadOnlySpan<char> piece) => lookup.TryGetValue(piece, out int id) ? id : -1;
}
