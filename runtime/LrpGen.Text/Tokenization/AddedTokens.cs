using System.Buffers;
using System.Globalization;
using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary>A token that is looked for before anything else: the entry of <c>added_tokens</c> in tokenizer.json.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Content">The string to look for.</param>
/// <param name="Special">True where it stands for no text.</param>
/// <param name="Normalized">True where it is looked for in the normalised text.</param>
/// <param name="StripLeft">True where it takes the white space before it.</param>
/// <param name="StripRight">True where it takes the white space after it.</param>
/// <param name="SingleWord">True where it is not looked for inside of words.</param>
internal sealed record AddedToken(
    int Id, string Content, bool Special, bool Normalized, bool StripLeft, bool StripRight, bool SingleWord = false)
{
    /// <summary>True for a special token that the model's input is built of: <see cref="StructuralTokens"/>.</summary>
    internal bool Structural { get; init; }
}

/// <summary>Finds added tokens in a text: leftmost first, the longest where several begin.</summary>
internal sealed class AddedTokens
{
    private readonly AddedToken[] tokens;
    private readonly SearchValues<char> firstChars;

    internal AddedTokens(IEnumerable<AddedToken> tokens)
    {
        this.tokens = [.. tokens.Where(t => t.Content.Length > 0).OrderByDescending(t => t.Content.Length)];
        firstChars = SearchValues.Create([.. this.tokens.Select(t => t.Content[0]).Distinct()]);
    }

    internal bool IsEmpty => tokens.Length == 0;

    /// <summary>Finds the next added token from <paramref name="from"/> on, and the range that it takes.</summary>
    internal AddedToken? FindNext(ReadOnlySpan<char> text, int from, out int start, out int end)
    {
        for (int at = from; at < text.Length; at++)
        {
            int skip = text[at..].IndexOfAny(firstChars);
            if (skip < 0) break;
            at += skip;

            foreach (AddedToken token in tokens)
            {
                if (!text[at..].StartsWith(token.Content, StringComparison.Ordinal)) continue;

                start = at;
                end = at + token.Content.Length;
                if (token.SingleWord && (IsWord(text[..start], atEnd: true) || IsWord(text[end..], atEnd: false)))
                {
                    // As in tokenizers, what was found and does not count is not searched again.
                    at = end - 1;
                    break;
                }

                while (token.StripLeft && start > from && char.IsWhiteSpace(text[start - 1])) start--;
                while (token.StripRight && end < text.Length && char.IsWhiteSpace(text[end])) end++;
                return token;
            }
        }

        start = end = text.Length;
        return null;
    }

    /// <summary>The word characters of Rust's regular expressions (Unicode TR 18, annex C).</summary>
    internal static bool IsWord(int rune) => rune is 0x200C or 0x200D || CharUnicodeInfo.GetUnicodeCategory(rune) is <= UnicodeCategory.EnclosingMark
        or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.ConnectorPunctuation;

    private static bool IsWord(ReadOnlySpan<char> text, bool atEnd)
    {
        OperationStatus status = atEnd ? Rune.DecodeLastFromUtf16(text, out Rune rune, out _) : Rune.DecodeFromUtf16(text, out rune, out _);
        return status == OperationStatus.Done && IsWord(rune.Value);
    }
}
