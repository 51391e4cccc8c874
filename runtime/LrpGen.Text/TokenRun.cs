namespace LrpGen.Text;

/// <summary>The tokens of one text among those of an encoding, where they lie side by side.</summary>
/// <param name="First">The first of them.</param>
/// <param name="Count">How many there are.</param>
internal readonly record struct TokenRun(int First, int Count)
{
    /// <summary>One past the last.</summary>
    public int End => First + Count;

    /// <summary>Whether a token is one of them.</summary>
    public bool Has(int token) => token >= First && token < End;

    /// <summary>As many of them as are kept when one end is cut off.</summary>
    public TokenRun Keep(int count, TruncationSide side) => new(side == TruncationSide.Right ? First : End - count, count);

    /// <summary>Finds the tokens of a text.</summary>
    /// <exception cref="InvalidDataException">Other tokens lie between them.</exception>
    public static TokenRun Of(TextEncoding encoding, int sequence)
    {
        int first = -1, end = 0, count = 0;
        for (int i = 0; i < encoding.Tokens.Length; i++)
        {
            EncodedToken token = encoding.Tokens[i];
            if (token.IsSpecial || token.Sequence != sequence) continue;
            if (first < 0) first = i;
            (end, count) = (i + 1, count + 1);
        }

        if (count > 0 && end - first != count)
        {
            throw new InvalidDataException("the tokenizer puts other tokens between those of a text, which can then not be cut or read in windows");
        }

        return new TokenRun(Math.Max(first, 0), count);
    }
}
