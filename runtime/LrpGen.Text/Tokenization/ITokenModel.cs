namespace LrpGen.Text.Tokenization;

/// <summary>Cuts parts of a normalised text into the pieces of a vocabulary.</summary>
internal interface ITokenModel
{
    /// <summary>One more than the largest id of the vocabulary, without added tokens.</summary>
    int Count { get; }

    /// <summary>The id of characters that the vocabulary lacks, or -1 where it lacks none.</summary>
    int UnknownId { get; }

    /// <summary>What an id is called, or an empty string for an id without a piece.</summary>
    string Piece(int id);

    /// <summary>The id of a piece, or -1.</summary>
    int Find(ReadOnlySpan<char> piece);

    /// <summary>Adds the tokens of a part of a text.</summary>
    /// <param name="text">The normalised text.</param>
    /// <param name="start">Where the part begins.</param>
    /// <param name="end">Where the part ends; after <paramref name="start"/>.</param>
    /// <param name="findControl">Whether pieces that stand for no text, such as <c>&lt;s&gt;</c>, can be found in it.</param>
    /// <param name="scratch">Memory for the search.</param>
    /// <param name="tokens">Where the tokens are added.</param>
    void Encode(AlignedText text, int start, int end, bool findControl, Scratch scratch, List<EncodedToken> tokens);
}
