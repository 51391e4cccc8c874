using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace LrpGen.Text.Images;

/// <summary>Which script a character is of (HarfBuzz's tables of Unicode), and what it is called.</summary>
internal static class ScriptNames
{
    public const string Emoji = "Emoji";

    // ISO 15924. Others go by their code of four letters.
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["Arab"] = "Arabic",
        ["Armn"] = "Armenian",
        ["Beng"] = "Bengali",
        ["Bopo"] = "Bopomofo",
        ["Cyrl"] = "Cyrillic",
        ["Deva"] = "Devanagari",
        ["Ethi"] = "Ethiopic",
        ["Geor"] = "Georgian",
        ["Grek"] = "Greek",
        ["Gujr"] = "Gujarati",
        ["Guru"] = "Gurmukhi",
        ["Hang"] = "Hangul",
        ["Hani"] = "Han",
        ["Hebr"] = "Hebrew",
        ["Hira"] = "Hiragana",
        ["Kana"] = "Katakana",
        ["Khmr"] = "Khmer",
        ["Knda"] = "Kannada",
        ["Laoo"] = "Lao",
        ["Latn"] = "Latin",
        ["Mlym"] = "Malayalam",
        ["Mong"] = "Mongolian",
        ["Mymr"] = "Myanmar",
        ["Nkoo"] = "NKo",
        ["Olck"] = "Ol Chiki",
        ["Orya"] = "Oriya",
        ["Sinh"] = "Sinhala",
        ["Syrc"] = "Syriac",
        ["Taml"] = "Tamil",
        ["Telu"] = "Telugu",
        ["Thaa"] = "Thaana",
        ["Thai"] = "Thai",
        ["Tibt"] = "Tibetan",
    };

    public static Script Of(Rune rune) => UnicodeFunctions.Default.GetScript(rune.Value);

    /// <summary>True for what is of no script of its own: punctuation, figures, marks, symbols.</summary>
    public static bool IsShared(Script script) => script == Script.Common || script == Script.Inherited || script == Script.Unknown;

    public static string NameOf(Script script)
    {
        uint tag = script;
        string code = string.Concat((char)(tag >> 24), (char)((tag >> 16) & 0xff), (char)((tag >> 8) & 0xff), (char)(tag & 0xff));
        return Names.GetValueOrDefault(code, code);
    }

    /// <summary>What files of fonts for a script have in their names, as Noto and others call them.</summary>
    public static string[] InFileNames(string script) => script switch
    {
        "Han" or "Hiragana" or "Katakana" or "Bopomofo" or "Hangul" => ["CJK", "Gothic", "YaHei", "msyh", "meiryo", "malgun"],
        Emoji => ["ColorEmoji", "Color Emoji", "seguiemj", "Emoji"],
        "Latin" or "Greek" or "Cyrillic" or "Zyyy" or "Zinh" or "Zzzz" => [],
        _ => [script.Replace(" ", "", StringComparison.Ordinal)],
    };

    /// <summary>True for a cluster that is drawn as a picture: families, flags, keycaps, faces.</summary>
    public static bool IsEmoji(ReadOnlySpan<char> cluster)
    {
        int runes = 0;
        bool picture = false, sign = false;
        foreach (Rune rune in cluster.EnumerateRunes())
        {
            runes++;
            picture |= rune.Value is 0xfe0f or 0x20e3 or (>= 0x1f1e6 and <= 0x1f1ff);
            sign |= rune.Value is >= 0x1f000 and <= 0x1faff || (rune.Value is >= 0x2600 and <= 0x27bf && runes > 1 && Rune.GetUnicodeCategory(rune) == UnicodeCategory.OtherSymbol);
        }

        return picture || sign;
    }
}
