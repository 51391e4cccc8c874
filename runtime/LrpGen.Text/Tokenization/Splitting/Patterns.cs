using System.Buffers;

namespace LrpGen.Text.Tokenization;

/// <summary>A string.</summary>
internal sealed class LiteralPattern(string literal) : ITextPattern
{
    public int MatchAt(ReadOnlySpan<char> text, int at) =>
        literal.Length > 0 && text[at..].StartsWith(literal, StringComparison.Ordinal) ? literal.Length : 0;
}

/// <summary>One character of a class, or as many as there are.</summary>
/// <param name="contains">The class.</param>
/// <param name="fewest">The shortest run that counts.</param>
/// <param name="most">The longest run that is one match.</param>
internal sealed class ClassPattern(Func<int, bool> contains, int fewest = 1, int most = 1) : ITextPattern
{
    public int MatchAt(ReadOnlySpan<char> text, int at)
    {
        int end = at, count = 0;
        for (; count < most && end < text.Length && contains(Runes.At(text, end)); count++) end += Runes.Width(text, end);
        return count >= fewest ? end - at : 0;
    }
}

/// <summary>One character of white space.</summary>
internal sealed class WhiteSpacePattern : ITextPattern
{
    private static readonly SearchValues<char> WhiteSpace =
        SearchValues.Create([.. Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(char.IsWhiteSpace)]);

    public int MatchAt(ReadOnlySpan<char> text, int at) => char.IsWhiteSpace(text[at]) ? 1 : 0;

    public int Next(ReadOnlySpan<char> text, int from, out int length)
    {
        int found = text[from..].IndexOfAny(WhiteSpace);
        length = found < 0 ? 0 : 1;
        return found < 0 ? text.Length : from + found;
    }
}

/// <summary><c>\w+|[^\w\s]+</c>, Hugging Face's <c>Whitespace</c>: runs of word characters, and runs of what is neither word nor white space.</summary>
internal sealed class WordsAndSymbolsPattern : ITextPattern
{
    public int MatchAt(ReadOnlySpan<char> text, int at)
    {
        int end = at;
        while (end < text.Length && AddedTokens.IsWord(Runes.At(text, end))) end += Runes.Width(text, end);
        if (end > at) return end - at;

        while (end < text.Length && Runes.At(text, end) is int rune && !AddedTokens.IsWord(rune) && !Runes.IsWhiteSpace(rune)) end += Runes.Width(text, end);
        return end - at;
    }
}

/// <summary>The regular expressions that are known, by their text in tokenizer.json.</summary>
internal static class KnownPatterns
{
    private static readonly Dictionary<string, Func<ITextPattern>> Known = new()
    {
        [BytePattern.Gpt2] = () => new BytePattern(letterPrefix: BytePattern.Prefix.Blank, mostDigits: int.MaxValue, ignoreCase: false),
        [BytePattern.Llama3] = () => new BytePattern(letterPrefix: BytePattern.Prefix.Any, mostDigits: 3, ignoreCase: true),
        [BytePattern.Qwen2] = () => new BytePattern(letterPrefix: BytePattern.Prefix.Any, mostDigits: 1, ignoreCase: true),
        [" {2,}"] = () => new ClassPattern(rune => rune == ' ', 2, int.MaxValue),
        [@"\s+"] = () => new ClassPattern(Runes.IsWhiteSpace, 1, int.MaxValue),
        [@"\s"] = () => new WhiteSpacePattern(),
        [@"\p{N}"] = () => new ClassPattern(Runes.IsNumber),
        [@"\p{N}{1,3}"] = () => new ClassPattern(Runes.IsNumber, 1, 3),
        [@"[\r\n]"] = () => new ClassPattern(rune => rune is '\r' or '\n'),
    };

    /// <summary>What a <c>pattern</c> of tokenizer.json looks for: a <c>String</c>, or one of the known <c>Regex</c>.</summary>
    internal static ITextPattern Read(JsonPlace pattern)
    {
        pattern.Allow("String", "Regex");
        if (!pattern.Optional("String").IsNull) return new LiteralPattern(pattern["String"].Text());

        JsonPlace regex = pattern["Regex"];
        return Known.TryGetValue(regex.Text(), out Func<ITextPattern>? make)
            ? make()
            : throw regex.Error($"the expression '{regex.Text()}' is not supported, known are {string.Join("  ", Known.Keys)}");
    }
}
