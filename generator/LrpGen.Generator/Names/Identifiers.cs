using System.Globalization;
using System.Text;

namespace LrpGen.Generator.Names;

/// <summary>Turns names of files into C# identifiers. That they differ is the business of a <see cref="NameScope"/>.</summary>
internal static class Identifiers
{
    // Metadata has 1,023 bytes for a name, three for a letter of most scripts; members of the generated class join two names.
    private const int Longest = 100;

    /// <summary><c>not-hate</c> → <c>NotHate</c>, <c>LABEL_0</c> → <c>Label0</c>: for what has no name in C# yet.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="prefix">What stands before a name that begins with no letter.</param>
    public static string Of(string name, string prefix)
    {
        bool hasLower = name.Any(char.IsLower);
        StringBuilder identifier = new();
        bool upper = true;
        foreach (char c in name)
        {
            if (!char.IsLetterOrDigit(c) && !(IsMark(c) && identifier.Length > 0))
            {
                upper = true;
                continue;
            }

            identifier.Append(upper ? char.ToUpperInvariant(c) : hasLower ? c : char.ToLowerInvariant(c));
            upper = false;
        }

        return Finish(identifier, prefix);
    }

    /// <summary><c>hate-xlmr-mini</c> → <c>HateXlmrMini</c>, <c>v1.2</c> → <c>V1_2</c>: capitals stay, and so do numbers.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="prefix">What stands before a name that begins with no letter.</param>
    public static string Pascal(string name, string prefix)
    {
        StringBuilder result = new();
        bool startsPart = true;
        foreach (char character in name)
        {
            if (!char.IsLetterOrDigit(character) && !(IsMark(character) && !startsPart))
            {
                startsPart = true;
                continue;
            }

            // 'v1.2' and 'v12' stay apart.
            if (startsPart && result.Length > 0 && char.IsDigit(character) && char.IsDigit(result[result.Length - 1]))
                result.Append('_');
            result.Append(startsPart ? char.ToUpperInvariant(character) : character);
            startsPart = false;
        }

        return Finish(result, prefix);
    }

    /// <summary>Vowel signs and accents that are characters of their own belong to the word that they stand in.</summary>
    public static bool IsMark(char c) => char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static string Finish(StringBuilder identifier, string prefix)
    {
        if (identifier.Length == 0 || !char.IsLetter(identifier[0]))
            identifier.Insert(0, prefix);
        return Cut(identifier.ToString());
    }

    /// <summary>Not longer than what C# can name.</summary>
    public static string Cut(string identifier) => identifier.Length > Longest ? identifier.Substring(0, Longest) : identifier;
}
