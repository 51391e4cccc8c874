namespace LrpGen.Text.Tokenization;

/// <summary>From source text to tokens and back, without the special tokens around a text.</summary>
internal abstract class TextPipeline
{
    /// <summary>What SentencePiece puts in the place of a blank: U+2581.</summary>
    internal const char Blank = '\u2581';

    /// <summary>One more than the largest id, added tokens included.</summary>
    internal abstract int IdCount { get; }

    /// <summary>The id of characters that the vocabulary lacks, or -1 where it lacks none.</summary>
    internal abstract int UnknownId { get; }

    /// <summary>What an id is called, or an empty string for an id without a piece.</summary>
    internal abstract string Piece(int id);

    /// <summary>True for an id that stands for no text.</summary>
    internal abstract bool IsSpecial(int id);

    /// <summary>The id of a piece, special or not, or -1.</summary>
    internal abstract int Find(string piece);

    /// <summary>Adds the tokens of a text.</summary>
    internal abstract void Encode(ReadOnlySpan<char> text, SpecialStrings special, Scratch scratch, List<EncodedToken> tokens);

    /// <summary>The text of pieces, special ones left out before.</summary>
    internal abstract string Decode(List<string> pieces);
}
