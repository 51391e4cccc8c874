namespace LrpGen.Text;

/// <summary>A token with the place in the source text that it came from.</summary>
/// <param name="Id">The id that the model sees.</param>
/// <param name="Piece">The piece of the vocabulary. For an unknown token, the characters that the vocabulary lacks.</param>
/// <param name="Start">First UTF-16 unit of the source (the text, or the pair where <paramref name="Sequence"/> is 1); 0 for special tokens.</param>
/// <param name="End">One past the last UTF-16 unit; 0 for special tokens.</param>
/// <param name="IsSpecial">True for a token that was added around the text (<c>&lt;s&gt;</c>, <c>&lt;/s&gt;</c>) and has no place in it.</param>
/// <param name="Sequence">0 for the text, 1 for the pair, -1 for special tokens.</param>
/// <param name="TypeId">The token type id (segment) that the model sees.</param>
/// <param name="IsUnknown">True where the vocabulary lacks the characters: the model sees that something is there, not what.</param>
public readonly record struct EncodedToken(
    int Id, string Piece, int Start, int End, bool IsSpecial, int Sequence, int TypeId, bool IsUnknown = false);
