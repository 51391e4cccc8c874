using System.Buffers;
using System.Globalization;
using System.Text;

namespace LrpGen.Text.Tokenization;

/// <summary><c>Lowercase</c>: every character by itself, as Rust's <c>to_lowercase</c> without context.</summary>
/// <param name="finalSigma">Whether the sigma at the end of a word is another one, as in Python's <c>lower</c>.</param>
internal sealed class LowercaseStep(bool finalSigma = false) : INormalizationStep
{
    private const int Sigma = 0x3A3, FinalSigma = 0x3C2;

    // All of ASCII but its capital letters.
    private static readonly SearchValues<char> Small = SearchValues.Create([.. Enumerable.Range(0, 0x80).Select(c => (char)c).Where(c => !char.IsAsciiLetterUpper(c))]);

    public bool CanChange(ReadOnlySpan<char> text) => text.ContainsAnyExcept(Small);

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        for (int at = 0; at < text.Length; at += Runes.Width(text, at))
        {
            if (text[at] < 0x80)
            {
                char c = text[at];
                output.Append(char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c, input.Starts[at], input.Ends[at]);
                continue;
            }

            int rune = Runes.At(text, at);

            // The only character whose lower case is two, whatever the language (SpecialCasing.txt).
            if (rune == 0x130)
            {
                output.Append('i', input.Starts[at], input.Ends[at]);
                rune = 0x307;
            }

            bool isFinal = finalSigma && rune == Sigma && HasLetter(text[..at], fromEnd: true) && !HasLetter(text[(at + 1)..], fromEnd: false);
            output.Append(isFinal ? FinalSigma : Rune.ToLowerInvariant(new Rune(rune)).Value, input.Starts[at], input.Ends[at]);
        }
    }

    // Final_Sigma of SpecialCasing.txt: a cased letter before it and none behind it, marks and the like left out.
    private static bool HasLetter(ReadOnlySpan<char> text, bool fromEnd)
    {
        while (!text.IsEmpty)
        {
            _ = fromEnd ? Rune.DecodeLastFromUtf16(text, out Rune rune, out int width) : Rune.DecodeFromUtf16(text, out rune, out width);
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter:
                    return true;
                case UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format or UnicodeCategory.ModifierLetter
                    or UnicodeCategory.ModifierSymbol:
                case UnicodeCategory.OtherPunctuation when rune.Value is '\'' or '.' or ':' or 0xB7 or 0x2019:
                    text = fromEnd ? text[..^width] : text[width..];
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }
}

/// <summary><c>StripAccents</c>: leaves out marks.</summary>
/// <param name="spacingToo">Whether marks that take room go as well: vowel signs of Indic scripts.</param>
internal sealed class StripAccentsStep(bool spacingToo) : INormalizationStep
{
    public bool CanChange(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('\0', '\u02FF');

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        for (int at = 0; at < text.Length;)
        {
            // Marks begin at U+0300.
            int plain = text[at..].IndexOfAnyExceptInRange('\0', '\u02FF');
            if (plain != 0)
            {
                int next = plain < 0 ? text.Length : at + plain;
                output.Append(input, at, next);
                at = next;
                continue;
            }

            int width = Runes.Width(text, at);
            UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory(Runes.At(text, at));
            bool isMark = category == UnicodeCategory.NonSpacingMark
                || (spacingToo && category is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark);
            if (!isMark) output.Append(input, at, at + width);
            at += width;
        }
    }
}

/// <summary>BERT's <c>clean_text</c>: control characters go, white space becomes blanks.</summary>
/// <param name="unassignedToo">Whether characters that Unicode has not assigned go as well: in Python they do, in tokenizers they do not.</param>
internal sealed class CleanTextStep(bool unassignedToo) : INormalizationStep
{
    public bool CanChange(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange(' ', '~');

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        for (int at = 0; at < text.Length;)
        {
            int plain = text[at..].IndexOfAnyExceptInRange(' ', '~');
            if (plain != 0)
            {
                int next = plain < 0 ? text.Length : at + plain;
                output.Append(input, at, next);
                at = next;
                continue;
            }

            int rune = Runes.At(text, at), width = Runes.Width(text, at);
            bool isKept = rune is '\t' or '\n' or '\r' || !IsOther(rune);
            if (isKept && Runes.IsWhiteSpace(rune)) output.Append(' ', input.Starts[at], input.Ends[at]);
            else if (isKept) output.Append(input, at, at + width);
            at += width;
        }
    }

    // Unicode's C, and the replacement character.
    private bool IsOther(int rune) => rune == 0xFFFD || CharUnicodeInfo.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse => true,
        UnicodeCategory.OtherNotAssigned => unassignedToo,
        _ => false,
    };
}

/// <summary>BERT's <c>tokenize_chinese_chars</c>: blanks around every CJK ideograph.</summary>
internal sealed class ChineseCharactersStep : INormalizationStep
{
    public bool CanChange(ReadOnlySpan<char> text) => text.ContainsAnyExceptInRange('\0', '\u33FF');

    public void Apply(AlignedText input, AlignedText output)
    {
        ReadOnlySpan<char> text = input.Chars;
        for (int at = 0; at < text.Length;)
        {
            int plain = text[at..].IndexOfAnyExceptInRange('\0', '\u33FF');
            if (plain != 0)
            {
                int next = plain < 0 ? text.Length : at + plain;
                output.Append(input, at, next);
                at = next;
                continue;
            }

            int width = Runes.Width(text, at);
            bool isChinese = IsChinese(Runes.At(text, at));
            if (isChinese) output.Append(' ', input.Starts[at], input.Ends[at]);
            output.Append(input, at, at + width);
            if (isChinese) output.Append(' ', input.Starts[at], input.Ends[at]);
            at += width;
        }
    }

    // The blocks that BERT's own tokenizer names.
    private static bool IsChinese(int rune) => rune is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF)
        or (>= 0x2A700 and <= 0x2B73F) or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B920 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF)
        or (>= 0x2F800 and <= 0x2FA1F);
}

/// <summary><c>Prepend</c>: puts a text before a text that is not empty.</summary>
internal sealed class PrependStep(string prefix) : INormalizationStep
{
    public void Apply(AlignedText input, AlignedText output)
    {
        if (input.Length == 0) return;
        foreach (char c in prefix) output.Append(c, input.Starts[0], input.Ends[0]);
        output.Append(input, 0, input.Length);
    }
}

/// <summary><c>Replace</c>: what a pattern finds becomes another text, which has the range of the last character that was found.</summary>
internal sealed class ReplaceStep(ITextPattern pattern, string replacement) : INormalizationStep
{
    public void Apply(AlignedText input, AlignedText output)
    {
        for (int at = 0; at < input.Length;)
        {
            int length = pattern.MatchAt(input.Chars, at);
            if (length == 0)
            {
                int width = Runes.Width(input.Chars, at);
                output.Append(input, at, at + width);
                at += width;
                continue;
            }

            at += length;
            foreach (char c in replacement) output.Append(c, input.Starts[at - 1], input.Ends[at - 1]);
        }
    }
}
