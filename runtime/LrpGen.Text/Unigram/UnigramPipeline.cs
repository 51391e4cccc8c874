namespace LrpGen.Text.Unigram;

/// <summary>From source text to the tokens of a Unigram model, without the special tokens around a text.</summary>
internal abstract class UnigramPipeline(UnigramVocabulary vocabulary)
{
    /// <summary>What SentencePiece puts in the place of a blank: U+2581.</summary>
    internal const char Blank = '\u2581';

    internal UnigramVocabulary Vocabulary { get; } = vocabulary;

    /// <summary>One more than the largest id, added tokens included.</summary>
    internal virtual int IdCount => Vocabulary.Count;

    /// <summary>What an id is called, or an empty string for an id without a piece.</summary>
    internal virtual string Piece(int id) => Vocabulary.Piece(id);

    /// <summary>True for an id that stands for no text.</summary>
    internal virtual bool IsSpecial(int id) => Vocabulary.IsControl(id);

    /// <summary>The id of a piece, special or not, or -1.</summary>
    internal virtual int Find(string piece) => Vocabulary.Find(piece);

    /// <summary>Adds the tokens of a text.</summary>
    internal abstract void Encode(ReadOnlySpan<char> text, SpecialStrings special, Scratch scratch, List<EncodedToken> tokens);
}
