namespace LrpGen.Runtime;

/// <summary>Reads the texts of an explanation for a view: masked where asked, and safe to show.</summary>
/// <remarks>Every view reads source text and pieces through this, so that a masked word cannot leak through one of them.</remarks>
internal sealed class MaskedText
{
    private readonly TextExplanation _explanation;
    private readonly Func<string, bool>? _mask;
    private readonly bool[] _maskedWord;
    private readonly bool[] _maskedToken;

    public MaskedText(TextExplanation explanation, Func<string, bool>? mask)
    {
        (_explanation, _mask) = (explanation, mask);
        _maskedWord = new bool[explanation.Words.Length];
        _maskedToken = new bool[explanation.Tokens.Length];
        if (mask is null) return;
        for (int w = 0; w < explanation.Words.Length; w++)
        {
            WordRelevance word = explanation.Words[w];
            if (!mask(explanation.TextOf(word))) continue;
            _maskedWord[w] = true;
            foreach (int t in word.Tokens) _maskedToken[t] = true;

            // A token may lie over a masked word and still count for its neighbour.
            for (int t = 0; t < explanation.Tokens.Length; t++)
            {
                TokenRelevance token = explanation.Tokens[t];
                _maskedToken[t] |= token.Sequence == word.Sequence && token.Start < word.End && token.End > word.Start;
            }
        }
    }

    /// <summary>True if the word is hidden.</summary>
    public bool IsWordMasked(int word) => _maskedWord[word];

    /// <summary>True if the token is part of a hidden word: its piece, its id and its range would tell the word.</summary>
    public bool IsTokenMasked(int token) => _maskedToken[token];

    /// <summary>The word on one line, safe to show.</summary>
    public string Word(int word)
    {
        string text = _explanation.TextOf(_explanation.Words[word]);
        return VisibleText.OneLine(_maskedWord[word] ? WordMask.Mask(text) : text);
    }

    /// <summary>A segment with its line ends, safe to show.</summary>
    public string Segment(TextSegment segment, int sequence)
    {
        if (segment.Word >= 0 && _maskedWord[segment.Word])
        {
            return VisibleText.Of(WordMask.Mask(_explanation.TextOf(_explanation.Words[segment.Word])));
        }

        string text = _explanation.Source(sequence)[segment.Start..segment.End];
        return VisibleText.Of(segment.Word < 0 && _mask is not null ? WordMask.MaskChunks(text, _mask) : text);
    }

    /// <summary>A token's piece, safe to show.</summary>
    public string Piece(int token) => _maskedToken[token] ? "•••" : VisibleText.OneLine(_explanation.Tokens[token].Piece);
}
