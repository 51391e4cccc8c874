using System.Globalization;
using System.Text;
using HarfBuzzSharp;

namespace LrpGen.Text.Images;

/// <summary>Chooses a font for every grapheme cluster.</summary>
internal sealed class FontSet
{
    private readonly List<FontFace> _own = [];
    private readonly bool _system, _boxes;
    private readonly Dictionary<string, FontFace?> _chosen = new(StringComparer.Ordinal);

    public FontSet(TextPictureOptions options)
    {
        (_system, _boxes) = (options.UseSystemFonts, options.BoxForMissing);
        foreach (string file in options.FontFiles)
        {
            _own.Add(File.Exists(file)
                ? FontFace.Open(file) ?? throw new ArgumentException($"FontFiles: {file} is no font that can be read.", nameof(options))
                : throw new FileNotFoundException($"FontFiles: {file} is not there.", file));
        }
    }

    /// <summary>The font of a cluster.</summary>
    /// <param name="cluster">The cluster.</param>
    /// <param name="script">Its script.</param>
    /// <param name="before">The font of what stands before it, which punctuation and figures take too.</param>
    /// <exception cref="MissingFontException">None has it.</exception>
    public FontFace Choose(string cluster, Script script, FontFace? before)
    {
        bool shared = ScriptNames.IsShared(script), emoji = ScriptNames.IsEmoji(cluster);
        if (shared && !emoji && before is { HasColor: false } && HasAll(before, cluster)) return before;
        string key = cluster;
        if (!_chosen.TryGetValue(key, out FontFace? face)) _chosen[key] = face = Find(cluster, emoji ? ScriptNames.Emoji : ScriptNames.NameOf(script));
        if (face is not null) return face;
        Rune.DecodeFromUtf16(cluster, out Rune first, out _);
        bool canBeBox = _boxes || (!emoji && IsSign(first));
        return canBeBox && (before ?? Any()) is { } box
            ? box
            : throw new MissingFontException(emoji ? ScriptNames.Emoji : ScriptNames.NameOf(script), first.Value);
    }

    private FontFace? Find(string cluster, string script)
    {
        IEnumerable<FontFace> all = _system ? _own.Concat(SystemFonts.For(script)) : _own;

        // Where no font has every mark of a cluster, the letter decides: a mark that is missing is a box.
        Rune.DecodeFromUtf16(cluster, out Rune first, out _);
        FontFace? letter = null;
        foreach (FontFace face in all)
        {
            if (!face.Has(first) && !IsInvisible(first)) continue;
            if (HasAll(face, cluster)) return face;
            letter ??= face;
        }

        return letter;
    }

    private FontFace? Any() => _own.Count > 0 ? _own[0] : _system ? SystemFonts.For("Latin").FirstOrDefault() : null;

    private static bool HasAll(FontFace face, string cluster)
    {
        foreach (Rune rune in cluster.EnumerateRunes())
        {
            if (!IsInvisible(rune) && !face.Has(rune)) return false;
        }

        return true;
    }

    // Joiners, variation selectors and tags change other glyphs and have none; white space is drawn as a gap.
    private static bool IsInvisible(Rune rune) => rune.Value is (>= 0xfe00 and <= 0xfe0f) or (>= 0xe0000 and <= 0xe0fff)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format || Rune.IsWhiteSpace(rune);

    // Signs that stand for what cannot be shown, and what Unicode itself does not know, are boxes everywhere.
    private static bool IsSign(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
        or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber);
}
