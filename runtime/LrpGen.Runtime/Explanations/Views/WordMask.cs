using System.Globalization;
using System.Text;

namespace LrpGen.Runtime;

/// <summary>Hides words in views that will be shown around: the first letter stays, dots take the place of the rest.</summary>
public static class WordMask
{
    private const string Dots = "•••";

    /// <summary>
    /// A predicate for the <c>MaskWords</c> options that is true for the given words, whatever their case, width,
    /// surrounding punctuation and invisible characters.
    /// </summary>
    public static Func<string, bool> Of(params IEnumerable<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        HashSet<string> hidden = [.. words.Select(Core).Where(word => word.Length > 0)];
        return word => hidden.Contains(Core(word));
    }

    /// <summary>
    /// What stands for a masked word. The number of dots is always the same and a word of one grapheme cluster loses that
    /// as well: the length would tell as much as the letters.
    /// </summary>
    internal static string Mask(string word)
    {
        int start = 0;
        while (start < word.Length && !IsLetter(word, start)) start += StringInfo.GetNextTextElementLength(word, start);
        if (start >= word.Length) return Dots;
        int end = start + StringInfo.GetNextTextElementLength(word, start);
        return Core(word[end..]).Length == 0 ? Dots : word[start..end] + Dots;
    }

    /// <summary>Masks every chunk between white space that the predicate asks for: for text that belongs to no word.</summary>
    internal static string MaskChunks(string text, Func<string, bool> mask)
    {
        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length;)
        {
            int end = i;
            bool blank = char.IsWhiteSpace(text[i]);
            while (end < text.Length && char.IsWhiteSpace(text[end]) == blank) end++;
            string chunk = text[i..end];
            result.Append(!blank && mask(chunk) ? Mask(chunk) : chunk);
            i = end;
        }

        return result.ToString();
    }

    private static bool IsLetter(string text, int index) =>
        Rune.TryGetRuneAt(text, index, out Rune rune) && Rune.IsLetterOrDigit(rune);

    /// <summary>Compatibility-folded, lower case, without invisible characters, trimmed to the first and last letter or symbol.</summary>
    private static string Core(string word)
    {
        var wellFormed = new StringBuilder(word.Length);
        foreach (Rune rune in word.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.Control)) wellFormed.Append(rune.ToString());
        }

        string folded = wellFormed.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        int start = 0, end = folded.Length;
        while (start < end && IsEdge(folded[start])) start++;
        while (end > start && IsEdge(folded[end - 1])) end--;
        return folded[start..end];
    }

    private static bool IsEdge(char c) => char.IsPunctuation(c) || char.IsWhiteSpace(c);
}
