using System.Globalization;
using System.Text;

namespace LrpGen.Generator.Emit;

/// <summary>Turns names of the description into C# identifiers.</summary>
internal static class Identifiers
{
    /// <summary>One identifier a name, all different: <c>not-hate</c> → <c>NotHate</c>, <c>LABEL_0</c> → <c>Label0</c>.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<string> names)
    {
        List<string> identifiers = [];
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (string name in names)
        {
            string candidate = Of(name);
            string unique = candidate;
            for (int i = 2; !taken.Add(unique); i++)
            {
                unique = candidate + "_" + i.ToString(CultureInfo.InvariantCulture);
            }

            identifiers.Add(unique);
        }

        return identifiers;
    }

    private static string Of(string name)
    {
        bool hasLower = name.Any(char.IsLower);
        StringBuilder identifier = new();
        bool upper = true;
        foreach (char c in name)
        {
            // Vowel signs and accents that are characters of their own belong to the word that they stand in.
            bool isMark = char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
            if (!char.IsLetterOrDigit(c) && !(isMark && identifier.Length > 0))
            {
                upper = true;
                continue;
            }

            identifier.Append(upper ? char.ToUpperInvariant(c) : hasLower ? c : char.ToLowerInvariant(c));
            upper = false;
        }

        return identifier.Length > 0 && char.IsLetter(identifier[0]) ? identifier.ToString() : "Label" + identifier;
    }
}
