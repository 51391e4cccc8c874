namespace LrpGen.Text.Tokenization;

/// <summary>Pieces by id and ids by piece.</summary>
/// <param name="pieces">The pieces by id; empty for an id without one.</param>
/// <param name="index">Finds them.</param>
internal sealed class Vocabulary(PieceTable pieces, PieceIndex index)
{
    /// <summary>One more than the largest id.</summary>
    internal int Count => pieces.Count;

    /// <summary>The pieces.</summary>
    internal PieceTable Pieces => pieces;

    /// <summary>What an id is called, or an empty string for an id without a piece.</summary>
    internal string Piece(int id) => pieces.Text(id);

    /// <summary>The id of a piece, or -1.</summary>
    internal int Find(ReadOnlySpan<char> piece) => index.Find(piece);
}
