namespace LrpGen.Text.Tokenization;

/// <summary>
/// The expression that byte-level BPE cuts texts with, in the form of GPT-2 and in that of tiktoken (Llama 3, Qwen 2): contractions, words
/// with a character before them, numbers, symbols with a blank before them, line ends, white space. It matches at every place.
/// </summary>
internal sealed class BytePattern(BytePattern.Prefix letterPrefix, int mostDigits, bool ignoreCase) : ITextPattern
{
    internal const string Gpt2 = @"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+";

    internal const string Llama3 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    internal const string Qwen2 =
        @"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+";

    /// <summary>What may stand before the letters of a word.</summary>
    internal enum Prefix
    {
        /// <summary>A blank, also before numbers: GPT-2.</summary>
        Blank,

        /// <summary>Any character but a line end, a letter or a number: tiktoken.</summary>
        Any,
    }

    public int MatchAt(ReadOnlySpan<char> text, int at)
    {
        ReadOnlySpan<char> rest = text[at..];
        int first = Runes.At(rest, 0), width = Runes.Width(rest, 0);
        int contraction = first == '\'' ? Contraction(rest) : 0;
        if (contraction > 0) return contraction;

        bool hasPrefix = letterPrefix == Prefix.Blank
            ? first == ' '
            : first is not ('\r' or '\n') && !Runes.IsLetter(first) && !Runes.IsNumber(first);
        int letters = Letters(rest, hasPrefix ? width : 0);
        if (letters > (hasPrefix ? width : 0)) return letters;

        int blank = first == ' ' ? 1 : 0;
        int numbers = Numbers(rest, letterPrefix == Prefix.Blank ? blank : 0);
        if (numbers > 0) return numbers;

        int symbols = Symbols(rest, blank);
        return symbols > 0 ? symbols : WhiteSpace(rest);
    }

    private int Contraction(ReadOnlySpan<char> rest)
    {
        foreach (string ending in (ReadOnlySpan<string>)["s", "t", "re", "ve", "m", "ll", "d"])
        {
            if (rest.Length > ending.Length && IsEnding(rest.Slice(1, ending.Length), ending)) return 1 + ending.Length;
        }

        return 0;
    }

    private bool IsEnding(ReadOnlySpan<char> text, string ending)
    {
        for (int i = 0; i < ending.Length; i++)
        {
            // Without regard to case, the long s is an s.
            char c = !ignoreCase ? text[i] : text[i] == '\u017F' ? 's' : char.ToLowerInvariant(text[i]);
            if (c != ending[i]) return false;
        }

        return true;
    }

    private static int Letters(ReadOnlySpan<char> rest, int at)
    {
        while (at < rest.Length && Runes.IsLetter(Runes.At(rest, at))) at += Runes.Width(rest, at);
        return at;
    }

    private int Numbers(ReadOnlySpan<char> rest, int blank)
    {
        int at = blank, count = 0;
        for (; count < mostDigits && at < rest.Length && Runes.IsNumber(Runes.At(rest, at)); count++) at += Runes.Width(rest, at);
        return count > 0 ? at : 0;
    }

    private int Symbols(ReadOnlySpan<char> rest, int blank)
    {
        int at = blank;
        while (at < rest.Length && Runes.At(rest, at) is int rune && !Runes.IsWhiteSpace(rune) && !Runes.IsLetter(rune) && !Runes.IsNumber(rune))
        {
            at += Runes.Width(rest, at);
        }

        if (at == blank) return 0;
        while (letterPrefix == Prefix.Any && at < rest.Length && rest[at] is '\r' or '\n') at++;
        return at;
    }

    // \s*[\r\n]+ up to the last line end of the run (tiktoken only), else \s+(?!\S), which leaves the last blank to what follows, else \s+.
    private int WhiteSpace(ReadOnlySpan<char> rest)
    {
        int end = 0, afterLineEnd = 0;
        for (; end < rest.Length && char.IsWhiteSpace(rest[end]); end++)
        {
            if (rest[end] is '\r' or '\n') afterLineEnd = end + 1;
        }

        if (letterPrefix == Prefix.Any && afterLineEnd > 0) return afterLineEnd;
        return end == rest.Length || end == 1 ? end : end - 1;
    }
}
