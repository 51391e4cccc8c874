using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>One step of a decoder: rewrites the pieces of a text, which are joined in the end.</summary>
internal interface IDecodeStep
{
    /// <summary>Rewrites the pieces in place.</summary>
    void Apply(List<string> pieces);
}

/// <summary><c>Metaspace</c>: the blank that was made visible is a blank again; the one before the text was not the text's.</summary>
internal sealed class MetaspaceDecoding(char replacement, bool hasPrefix) : IDecodeStep
{
    public void Apply(List<string> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            string piece = i == 0 && hasPrefix && pieces[i].StartsWith(replacement) ? pieces[i][1..] : pieces[i];
            pieces[i] = piece.Replace(replacement, ' ');
        }
    }
}

/// <summary><c>ByteLevel</c>: characters are bytes again, and those UTF-8; pieces that are no bytes stay as they are.</summary>
internal sealed class ByteLevelDecoding : IDecodeStep
{
    public void Apply(List<string> pieces)
    {
        List<byte> bytes = [];
        foreach (string piece in pieces)
        {
            if (piece.All(c => ByteCharacters.ByteOf(c) >= 0)) bytes.AddRange(piece.Select(c => (byte)ByteCharacters.ByteOf(c)));
            else bytes.AddRange(Encoding.UTF8.GetBytes(piece));
        }

        pieces.Clear();
        pieces.Add(Encoding.UTF8.GetString([.. bytes]));
    }
}

/// <summary><c>WordPiece</c>: pieces with the prefix continue a word, others begin one.</summary>
/// <param name="prefix">What continuing pieces begin with.</param>
/// <param name="cleanUp">Whether blanks before punctuation and in English contractions go.</param>
internal sealed class WordPieceDecoding(string prefix, bool cleanUp) : IDecodeStep
{
    private static readonly (string From, string To)[] CleanUps =
    [
        (" .", "."), (" ?", "?"), (" !", "!"), (" ,", ","), (" ' ", "'"), (" n't", "n't"), (" 'm", "'m"), (" do not", " don't"),
        (" 's", "'s"), (" 've", "'ve"), (" 're", "'re"),
    ];

    public void Apply(List<string> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            if (i > 0) pieces[i] = pieces[i].StartsWith(prefix, StringComparison.Ordinal) ? pieces[i][prefix.Length..] : " " + pieces[i];
            if (!cleanUp) continue;
            foreach ((string from, string to) in CleanUps) pieces[i] = pieces[i].Replace(from, to, StringComparison.Ordinal);
        }
    }
}

/// <summary><c>ByteFallback</c>: pieces such as <c>&lt;0xE0&gt;</c> are bytes again; bytes that are no UTF-8 become U+FFFD, one each.</summary>
internal sealed class ByteFallbackDecoding : IDecodeStep
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public void Apply(List<string> pieces)
    {
        List<string> decoded = [];
        List<byte> bytes = [];
        foreach (string piece in pieces)
        {
            if (piece.Length == 6 && piece.StartsWith("<0x", StringComparison.Ordinal) && piece[5] == '>'
                && byte.TryParse(piece.AsSpan(3, 2), System.Globalization.NumberStyles.HexNumber, null, out byte value))
            {
                bytes.Add(value);
                continue;
            }

            Flush();
            decoded.Add(piece);
        }

        Flush();
        pieces.Clear();
        pieces.AddRange(decoded);

        void Flush()
        {
            try
            {
                if (bytes.Count > 0) decoded.Add(Strict.GetString([.. bytes]));
            }
            catch (DecoderFallbackException)
            {
                decoded.AddRange(bytes.Select(_ => "\uFFFD"));
            }

            bytes.Clear();
        }
    }
}

/// <summary><c>Replace</c>: in every piece.</summary>
internal sealed class ReplaceDecoding(string from, string to) : IDecodeStep
{
    public void Apply(List<string> pieces)
    {
        for (int i = 0; i < pieces.Count; i++) pieces[i] = pieces[i].Replace(from, to, StringComparison.Ordinal);
    }
}

/// <summary><c>Fuse</c>: all pieces are one.</summary>
internal sealed class FuseDecoding : IDecodeStep
{
    public void Apply(List<string> pieces)
    {
        string text = string.Concat(pieces);
        pieces.Clear();
        pieces.Add(text);
    }
}

/// <summary><c>Strip</c>: up to so many of a character go at the ends of every piece.</summary>
internal sealed class StripDecoding(char content, int start, int stop) : IDecodeStep
{
    public void Apply(List<string> pieces)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            ReadOnlySpan<char> piece = pieces[i];
            for (int n = 0; n < start && piece.Length > 0 && piece[0] == content; n++) piece = piece[1..];
            for (int n = 0; n < stop && piece.Length > 0 && piece[^1] == content; n++) piece = piece[..^1];
            pieces[i] = piece.ToString();
        }
    }
}
